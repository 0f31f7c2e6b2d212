import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChanges, diffFlows } from './diff-flows.ts';
import { drawFlow } from './draw-flow.testing.ts';
import { applyOps } from './flow-operations.ts';
import { logicHash } from './logic-hash.ts';
import { anyFlow } from './random-flow.testing.ts';

describe('the difference of two flows', () => {
  it('makes the one of the other', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        const { document } = applyOps(before, diffFlows(before, after));
        expect(logicHash(document)).toBe(logicHash(after));
        expect(diffFlows(document, after)).toEqual([]);
        const byId = (nodes: typeof after.nodes) => [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(byId(document.nodes)).toEqual(byId(after.nodes));
        expect([document.name, document.notes]).toEqual([after.name, after.notes]);
      }),
      { numRuns: 500 },
    );
  });

  it('is empty where only the order or the ids of connections differ', () => {
    const flow = drawFlow('start > a, start > b');
    const other = {
      ...flow,
      nodes: [...flow.nodes].reverse(),
      edges: flow.edges.map((edge) => ({ ...edge, id: `${edge.id}x` })),
    };
    expect(diffFlows(flow, other)).toEqual([]);
  });

  it('names single fields, and counts logic apart from wording and layout', () => {
    const before = drawFlow('start > a', { a: { config: { body: { x: 1, y: 2 }, url: 'u' } } });
    const after = drawFlow('start > a', {
      a: { name: 'New name', position: { x: 8, y: 8 }, config: { body: { x: 1, y: 3 } }, onError: 'port' },
    });
    const ops = diffFlows(before, after);
    expect(ops).toEqual([
      { op: 'rename', id: 'a', name: 'New name' },
      { op: 'setOption', id: 'a', option: 'onError', value: 'port' },
      { op: 'setField', id: 'a', path: ['body', 'y'], value: 3 },
      { op: 'setField', id: 'a', path: ['url'] },
      { op: 'move', positions: { a: { x: 8, y: 8 } } },
    ]);
    expect(countChanges(ops)).toEqual({ logic: 3, wording: 1, layout: 1 });
  });

  it('sees another type under the same id as another step', () => {
    const before = drawFlow('start > a, a > b');
    const after = drawFlow('start > a, a > b', { a: { type: 'fork' } });
    const kinds = diffFlows(before, after).map((op) => op.op);
    expect(kinds).toEqual(['removeNode', 'addNode', 'connect', 'connect']);
  });
});

describe('the logic hash', () => {
  const flow = drawFlow('start > a, a.yes > b', {
    a: { type: 'fork', config: { when: 'x', more: { p: 1, q: 2 } } },
  });
  const change = (edit: (node: (typeof flow.nodes)[number]) => object) =>
    logicHash({
      ...flow,
      nodes: flow.nodes.map((node) => (node.id === 'a' ? { ...node, ...edit(node) } : node)),
    });

  it('is 32 hexadecimal digits', () => {
    expect(logicHash(flow)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('does not see names, places, notes, the order of members or what is the default', () => {
    expect(change(() => ({ name: 'Other', position: { x: 1, y: 1 } }))).toBe(logicHash(flow));
    expect(
      change(() => ({ typeVersion: 1, onError: 'stop', config: { more: { q: 2, p: 1 }, when: 'x' } })),
    ).toBe(logicHash(flow));
    const noted = { ...flow, name: 'Other', notes: [], groups: [{ id: 'g', name: 'G', nodeIds: ['a'] }] };
    expect(logicHash(noted)).toBe(logicHash(flow));
    expect(
      logicHash({
        ...flow,
        edges: flow.edges.map((edge) => ({ sourcePort: 'out', ...edge, targetPort: 'in' })),
      }),
    ).toBe(logicHash(flow));
  });

  it('sees every change of what the flow does', () => {
    const changed = [
      change(() => ({ config: { when: 'y', more: { p: 1, q: 2 } } })),
      change(() => ({ onError: 'port' })),
      change(() => ({ retry: { attempts: 2, backoff: 'fixed' } })),
      change(() => ({ timeoutSeconds: 5 })),
      change(() => ({ type: 'work' })),
      logicHash({ ...flow, vars: { limit: 1 } }),
      logicHash({ ...flow, settings: { sandboxSends: 'real' } }),
      logicHash({ ...flow, edges: flow.edges.slice(1) }),
      logicHash({ ...flow, edges: flow.edges.map((edge) => ({ ...edge, sourcePort: 'no' })) }),
    ];
    expect(new Set([...changed, logicHash(flow)]).size).toBe(changed.length + 1);
  });

  it('gives other texts other hashes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [one, two] = [a, b].map((value) => logicHash(drawFlow('', { a: { config: { value } } })));
        expect(one === two).toBe(a === b);
      }),
    );
  });
});
