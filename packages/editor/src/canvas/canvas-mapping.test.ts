import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import { mapEdges, mapNodes, withSelection, withTabStop } from './canvas-mapping.ts';

const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Orders',
  nodes: [
    { id: 'order', type: 'trigger-order', name: 'New order', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'large',
      type: 'branch',
      name: 'Large?',
      position: { x: 280, y: 0 },
      config: { conditions: [{ port: 'yes', when: '' }], otherwise: 'no' },
    },
  ],
  edges: [{ id: 'e1', source: 'order', target: 'large' }],
};
const label = (node: { name: string }) => node.name;

describe('the mapping to the canvas', () => {
  it('keeps the identity of every node and edge that did not change', () => {
    const nodes = mapNodes(document, [], label);
    const edges = mapEdges(document, []);
    const changed = {
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'large' ? { ...node, name: 'Over 100?' } : node)),
    };
    const after = mapNodes(changed, nodes, label);
    expect(after[0]).toBe(nodes[0]);
    expect(after[1]).not.toBe(nodes[1]);
    expect(mapEdges(changed, edges)[0]).toBe(edges[0]);
  });

  it('gives sizes and ports before anything is drawn, a row for each way out', () => {
    const [trigger, branch] = mapNodes(document, [], label);
    expect(trigger).toMatchObject({ width: 240, height: 72 });
    expect(trigger?.handles?.map((handle) => handle.id)).toEqual(['out']);
    expect(branch).toMatchObject({ width: 240, height: 96 });
    expect(branch?.handles?.map((handle) => `${handle.type} ${handle.id}`)).toEqual([
      'source yes',
      'source no',
      'target in',
    ]);
  });

  it('changes two cards when the tab stop moves, and keeps a selection over a change of the document', () => {
    const nodes = withTabStop(withSelection(mapNodes(document, [], label), new Set(['large'])), 'order');
    const moved = withTabStop(nodes, 'large');
    expect(moved.map((node) => node.domAttributes?.tabIndex)).toEqual([-1, 0]);
    expect(mapNodes({ ...document, name: 'Other' }, moved, label)).toEqual(moved);
    expect(mapNodes({ ...document, name: 'Other' }, moved, label)[1]).toBe(moved[1]);
  });
});
