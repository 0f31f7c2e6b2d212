import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { templates } from '@sista/shared/templates';
import { describe, expect, it } from 'vitest';
import { isOwn } from './MakeItYours.tsx';

const template = templates['order-review']?.document as FlowDocument;
const withConfig = (nodeId: string, change: Record<string, unknown>): FlowDocument => ({
  ...template,
  nodes: template.nodes.map((node) =>
    node.id === nodeId ? { ...node, config: { ...node.config, ...change } } : node,
  ),
});

describe('a field to make one’s own', () => {
  it('is open while it is empty or as the template gave it', () => {
    const secret = { nodeId: 'order', path: 'config.credential', label: 'Secret' };
    const url = { nodeId: 'tell', path: 'config.url', label: 'Address' };
    expect(isOwn(template, template, secret)).toBe(false);
    expect(isOwn(template, template, url)).toBe(false);
    expect(isOwn(withConfig('tell', { url: '' }), template, url)).toBe(false);
  });

  it('is done as soon as it holds something of one’s own', () => {
    const url = { nodeId: 'tell', path: 'config.url', label: 'Address' };
    expect(isOwn(withConfig('tell', { url: 'https://shop.example' }), template, url)).toBe(true);
  });
});
