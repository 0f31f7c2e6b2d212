import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFlow } from './draw-flow.testing.ts';
import {
  downstreamOf,
  findCycle,
  nodesAfter,
  nodesBefore,
  pathBetween,
  topologicalOrder,
  upstreamOf,
} from './flow-graph.ts';

const ids = (nodes: { id: string }[]) => nodes.map((node) => node.id);
const diamond = drawFlow('start > a, a.yes > b, a.no > c, b > d, c > d, d > e', { a: { type: 'fork' } });

describe('a flow', () => {
  it('knows what is before and after each step', () => {
    expect(ids(nodesAfter(diamond, 'a'))).toEqual(['b', 'c']);
    expect(ids(nodesAfter(diamond, 'a', 'no'))).toEqual(['c']);
    expect(ids(nodesBefore(diamond, 'd'))).toEqual(['b', 'c']);
    expect([...upstreamOf(diamond, 'd')].sort()).toEqual(['a', 'b', 'c', 'start']);
    expect([...downstreamOf(diamond, 'a', 'yes')].sort()).toEqual(['b', 'd', 'e']);
  });

  it('finds a shortest way, and none backwards', () => {
    expect(pathBetween(diamond, 'start', 'e')).toEqual(['start', 'a', 'b', 'd', 'e']);
    expect(pathBetween(diamond, 'e', 'start')).toBeUndefined();
    expect(pathBetween(diamond, 'b', 'b')).toEqual(['b']);
  });

  it('names a circle in the order of its edges', () => {
    const circle = drawFlow('start > a, a > b, b > c, c > a, c > d');
    expect(findCycle(circle)).toHaveLength(3);
    for (const [at, id] of (findCycle(circle) ?? []).entries()) {
      const next = findCycle(circle)?.[(at + 1) % 3];
      expect(ids(nodesAfter(circle, id))).toContain(next);
    }
    expect(topologicalOrder(circle)).toEqual(['start']);
    expect(findCycle(diamond)).toBeUndefined();
  });

  it('passes over edges to steps that are not there', () => {
    const broken = { ...diamond, edges: [...diamond.edges, { id: 'x', source: 'e', target: 'ghost' }] };
    expect(nodesAfter(broken, 'e')).toEqual([]);
  });

  it('puts every step behind all that lead to it', () => {
    const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const forward = pairs.filter(([a, b]) => a < b).map(([a, b]) => `n${a} > n${b}`);
        const flow = drawFlow(forward.join(','), { n0: {} });
        const order = topologicalOrder(flow);
        expect(order).toHaveLength(flow.nodes.length);
        for (const { source, target } of flow.edges)
          expect(order.indexOf(source)).toBeLessThan(order.indexOf(target));
      }),
    );
  });
});
