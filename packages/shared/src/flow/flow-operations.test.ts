import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFlow } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import { applyOp, applyOps, changeKind, type FlowOperation } from './flow-operations.ts';
import { OperationRefused } from './operation-refused.ts';
import { anyFlow, anyOps } from './random-flow.testing.ts';

const flow = drawFlow('start > a, a > b', {
  a: { config: { url: 'x', body: { list: [1, 2], deep: { n: 1 } } } },
  b: { config: { text: '{{ steps.a.output }} steps.a' } },
});
const configOf = (document: FlowDocument, id: string) =>
  document.nodes.find((node) => node.id === id)?.config;

/** Applies what fits, as a person does who gets no further with what does not. */
function applyFitting(
  document: FlowDocument,
  ops: readonly FlowOperation[],
): { document: FlowDocument; inverse: FlowOperation[] } {
  let after = document;
  const inverse: FlowOperation[] = [];
  for (const op of ops) {
    try {
      const applied = applyOp(after, op);
      after = applied.document;
      inverse.unshift(...applied.inverse);
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
    }
  }
  return { document: after, inverse };
}

describe('an operation', () => {
  it('is undone by its inverse, whatever came before it', () => {
    fc.assert(
      fc.property(anyFlow, anyOps, (before, ops) => {
        const { document, inverse } = applyFitting(before, ops);
        expect(applyOps(document, inverse).document).toEqual(before);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never changes the document that it is applied to', () => {
    fc.assert(
      fc.property(anyFlow, anyOps, (before, ops) => {
        const copy = structuredClone(before);
        applyFitting(before, ops);
        expect(before).toEqual(copy);
      }),
    );
  });

  it('leaves the nodes that it does not touch the same objects', () => {
    const { document } = applyOp(flow, { op: 'setField', id: 'a', path: ['url'], value: 'y' });
    expect(document.nodes[0]).toBe(flow.nodes[0]);
    expect(document.nodes[2]).toBe(flow.nodes[2]);
    expect(document.edges).toBe(flow.edges);
    const moved = applyOp(flow, { op: 'move', positions: { a: { x: 8, y: 8 } } }).document;
    expect(moved.nodes[2]).toBe(flow.nodes[2]);
  });

  it.each<[readonly string[], unknown, unknown]>([
    [['url'], 'y', { url: 'y', body: { list: [1, 2], deep: { n: 1 } } }],
    [['body', 'list', '1'], 5, { url: 'x', body: { list: [1, 5], deep: { n: 1 } } }],
    [['body', 'list', '2'], 3, { url: 'x', body: { list: [1, 2, 3], deep: { n: 1 } } }],
    [['body', 'deep'], undefined, { url: 'x', body: { list: [1, 2] } }],
    [['new', 'inner'], 1, { url: 'x', body: { list: [1, 2], deep: { n: 1 } }, new: { inner: 1 } }],
    [[], { only: 1 }, { only: 1 }],
  ])('sets the field %j to %j', (path, value, expected) => {
    const op: FlowOperation = { op: 'setField', id: 'a', path, ...(value === undefined ? {} : { value }) };
    expect(configOf(applyOp(flow, op).document, 'a')).toEqual(expected);
  });

  it.each<[FlowOperation, string]>([
    [{ op: 'rename', id: 'ghost', name: 'x' }, 'no_node'],
    [{ op: 'setField', id: 'a', path: ['url', 'deep'], value: 1 }, 'no_field'],
    [{ op: 'setField', id: 'a', path: ['body', 'list', '7'], value: 1 }, 'no_field'],
    [{ op: 'setField', id: 'a', path: ['__proto__', 'x'], value: 1 }, 'no_field'],
    [{ op: 'changeAddress', id: 'a', to: 'b' }, 'id_taken'],
    [{ op: 'changeAddress', id: 'a', to: 'Not an id' }, 'id_taken'],
    [{ op: 'connect', edge: { id: 'x', source: 'a', target: 'ghost' } }, 'no_node'],
    [{ op: 'connect', edge: { id: 'e1', source: 'b', target: 'a' } }, 'id_taken'],
    [{ op: 'disconnect', id: 'ghost' }, 'no_edge'],
  ])('is refused where it does not fit: %j', (op, code) => {
    expect(() => applyOp(flow, op)).toThrow(expect.objectContaining({ name: 'OperationRefused', code }));
  });

  it('changes an address with all that refers to it, and nothing that only looks so', () => {
    const grouped = { ...flow, groups: [{ id: 'g', name: 'G', nodeIds: ['a', 'b'] }] };
    const { document } = applyOp(grouped, { op: 'changeAddress', id: 'a', to: 'first' });
    expect(document.nodes.map((node) => node.id)).toEqual(['start', 'first', 'b']);
    expect(document.edges.map(({ source, target }) => `${source} ${target}`)).toEqual([
      'start first',
      'first b',
    ]);
    expect(configOf(document, 'b')).toEqual({ text: '{{ steps.first.output }} steps.a' });
    expect(document.groups?.[0]?.nodeIds).toEqual(['first', 'b']);
  });

  it('is logic, wording or layout', () => {
    expect(changeKind({ op: 'move', positions: {} })).toBe('layout');
    expect(changeKind({ op: 'rename', id: 'a', name: 'x' })).toBe('wording');
    expect(changeKind({ op: 'setDocumentField', field: 'name', value: 'x' })).toBe('wording');
    expect(changeKind({ op: 'setDocumentField', field: 'vars', value: {} })).toBe('logic');
    expect(changeKind({ op: 'disconnect', id: 'e1' })).toBe('logic');
  });
});
