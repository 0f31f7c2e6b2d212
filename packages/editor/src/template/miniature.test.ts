import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { templates } from '@sista/shared/templates';
import { describe, expect, it } from 'vitest';
import { drawMiniature } from './miniature.ts';

const boxOf = (document: FlowDocument) => {
  const { viewBox, nodes, edges } = drawMiniature(document);
  const [x = 0, y = 0, width = 0, height = 0] = viewBox.split(' ').map(Number);
  return { x, y, width, height, nodes, edges };
};

describe('a miniature', () => {
  it.each(Object.values(templates))('of $id shows every step and connection inside its frame', (template) => {
    const document = template.document as FlowDocument;
    const { x, y, width, height, nodes, edges } = boxOf(document);
    expect(nodes).toHaveLength(document.nodes.length);
    expect(edges).toHaveLength(document.edges.length);
    for (const node of nodes) {
      expect(node.x).toBeGreaterThan(x);
      expect(node.y).toBeGreaterThan(y);
      expect(node.x + node.width).toBeLessThan(x + width);
      expect(node.y + node.height).toBeLessThan(y + height);
    }
  });

  it('of an empty flow has a frame, and a connection to nowhere is left out', () => {
    const empty = { schema: 'sista.flow/1', name: 'Empty', nodes: [], edges: [] } as const;
    expect(boxOf({ ...empty, nodes: [], edges: [] }).width).toBeGreaterThan(0);
    expect(boxOf({ ...empty, nodes: [], edges: [{ id: 'e', source: 'a', target: 'b' }] }).edges).toEqual([]);
  });
});
