import { describe, expect, it } from 'vitest';
import { drawFlow } from './draw-flow.testing.ts';
import { applyOps } from './flow-operations.ts';
import { copyPart, parsePart, pastePart } from './flow-part.ts';

const flow = drawFlow('start > a, a > b, b > c', {
  b: { config: { text: '{{ steps.a.output & steps.c.output }}', credential: 'crd_old' } },
});
const part = copyPart(flow, new Set(['a', 'b']));

describe('a part of a flow', () => {
  it('holds the chosen steps and the connections between them, and goes through the clipboard as text', () => {
    expect(part.nodes.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(part.edges.map(({ id }) => id)).toEqual(['e2']);
    expect(parsePart(JSON.stringify(part))).toEqual(part);
  });

  it.each([
    'hello',
    '{"schema":"sista.flow-part/1"}',
    'about sista.flow-part/1',
    JSON.stringify({ ...part, nodes: [] }),
  ])('is not read from %s', (text) => {
    expect(parsePart(text)).toBeUndefined();
  });

  it('is pasted under new ids, with references inside it rewritten and outer ones kept', () => {
    const { ops, ids, unresolved } = pastePart(flow, part);
    const { document } = applyOps(flow, ops);
    expect(ids).toEqual(['a2', 'b2']);
    expect(document.nodes.at(-1)?.config.text).toBe('{{ steps.a2.output & steps.c.output }}');
    expect(document.edges.at(-1)).toMatchObject({ source: 'a2', target: 'b2' });
    expect(new Set(document.edges.map(({ id }) => id)).size).toBe(document.edges.length);
    expect(unresolved).toEqual([]);
  });

  it('keeps its ids in a flow that has none of them, and lists what does not resolve there', () => {
    const { ids, unresolved } = pastePart(drawFlow('start > x'), part);
    expect(ids).toEqual(['a', 'b']);
    expect(unresolved).toEqual([{ nodeId: 'b', path: 'config.text', step: 'c' }]);
  });

  it('loses the credentials of another workspace, and says which', () => {
    const { ops, emptied } = pastePart(drawFlow('start > x'), part, { credentials: new Set(['crd_mine']) });
    expect(emptied).toEqual([{ nodeId: 'b', path: 'config.credential' }]);
    expect(JSON.stringify(ops)).not.toContain('crd_old');
    expect(pastePart(flow, part, { credentials: new Set(['crd_old']) }).emptied).toEqual([]);
  });

  it('stands with its corner where it was dropped, on the grid', () => {
    const { ops } = pastePart(flow, part, { at: { x: 803, y: 101 } });
    const positions = ops.flatMap((op) => (op.op === 'addNode' ? [op.node.position] : []));
    expect(positions).toEqual([
      { x: 800, y: 104 },
      { x: 1_080, y: 104 },
    ]);
  });
});
