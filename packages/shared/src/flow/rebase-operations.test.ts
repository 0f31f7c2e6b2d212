import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffFlows } from './diff-flows.ts';
import { drawFlow } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import { applyOps, type FlowOperation } from './flow-operations.ts';
import { anyFlow } from './random-flow.testing.ts';
import { rebaseOps } from './rebase-operations.ts';

const base = drawFlow('start > a, a > b', { a: { config: { url: 'old', body: { x: 1 } } } });
const edit = (...ops: FlowOperation[]): FlowDocument => applyOps(base, ops).document;
const set = (path: string, value: unknown, id = 'a'): FlowOperation => ({
  op: 'setField',
  id,
  path: path.split('.'),
  value,
});
const add = (id: string, config = {}): FlowOperation => ({
  op: 'addNode',
  node: { id, type: 'work', name: id, position: { x: 0, y: 0 }, config },
});
const node = (document: FlowDocument, id: string) => document.nodes.find((other) => other.id === id);

describe('edits of two people', () => {
  it('join where they touch different fields', () => {
    const { document, conflicts } = rebaseOps(base, edit(set('url', 'theirs')), [
      set('body.x', 2),
      { op: 'rename', id: 'a', name: 'Mine' },
    ]);
    expect(conflicts).toEqual([]);
    expect(node(document, 'a')).toMatchObject({ name: 'Mine', config: { url: 'theirs', body: { x: 2 } } });
  });

  it('ask where both changed one field, once for all that was typed', () => {
    const { document, conflicts } = rebaseOps(base, edit(set('url', 'theirs')), [
      set('url', 'm'),
      set('url', 'mi'),
      set('url', 'mine'),
    ]);
    expect(conflicts).toEqual([
      {
        op: set('url', 'mine'),
        kind: 'same_field',
        message: 'A: url was changed on both sides.',
        mine: 'mine',
        theirs: 'theirs',
      },
    ]);
    expect(node(document, 'a')?.config.url).toBe('theirs');
  });

  it('ask where one changed a part of what the other replaced', () => {
    expect(rebaseOps(base, edit(set('body', 'text')), [set('body.x', 2)]).conflicts).toMatchObject([
      { kind: 'same_field' },
    ]);
    expect(rebaseOps(base, edit(set('body.x', 3)), [set('body', 'text')]).conflicts).toMatchObject([
      { kind: 'same_field' },
    ]);
  });

  it('agree where both did the same', () => {
    const ops = [set('url', 'same'), { op: 'removeNode', id: 'b' } as const];
    expect(rebaseOps(base, edit(...ops), ops)).toMatchObject({ ops: [], conflicts: [] });
  });

  it('ask about the edit of a removed step, and about removing an edited one', () => {
    const gone = edit({ op: 'removeNode', id: 'a' });
    expect(rebaseOps(base, gone, [set('url', 'mine')]).conflicts).toMatchObject([{ kind: 'removed_node' }]);
    const connect: FlowOperation = { op: 'connect', edge: { id: 'x', source: 'b', target: 'a' } };
    expect(rebaseOps(base, gone, [connect]).conflicts).toMatchObject([{ kind: 'removed_node' }]);
    const removal: FlowOperation = { op: 'removeNode', id: 'a' };
    expect(rebaseOps(base, edit(set('url', 'theirs')), [removal]).conflicts).toMatchObject([
      { kind: 'edited_node' },
    ]);
  });

  it('never ask about places', () => {
    const theirs = edit({ op: 'move', positions: { a: { x: 8, y: 8 }, b: { x: 1, y: 1 } } });
    const { document, conflicts } = rebaseOps(base, theirs, [
      { op: 'move', positions: { a: { x: 16, y: 16 }, gone: { x: 0, y: 0 } } },
    ]);
    expect(conflicts).toEqual([]);
    expect(node(document, 'a')?.position).toEqual({ x: 16, y: 16 });
    expect(node(document, 'b')?.position).toEqual({ x: 1, y: 1 });
  });

  it('keep both steps that were added under one id, with what was done to mine', () => {
    const mine = [
      add('n', { text: 'mine' }),
      set('text', 'later', 'n'),
      set('url', '{{ steps.n.output }}'),
      { op: 'connect', edge: { id: 'e9', source: 'b', target: 'n' } } as const,
    ];
    const theirs = edit(add('n', { text: 'theirs' }), {
      op: 'connect',
      edge: { id: 'e9', source: 'a', target: 'n' },
    });
    const { document, conflicts } = rebaseOps(base, theirs, mine);
    expect(conflicts).toEqual([]);
    expect(node(document, 'n')?.config).toEqual({ text: 'theirs' });
    expect(node(document, 'n2')?.config).toEqual({ text: 'later' });
    expect(node(document, 'a')?.config.url).toBe('{{ steps.n2.output }}');
    expect(document.edges.filter(({ target }) => target === 'n2')).toHaveLength(1);
  });

  it('follow a change of address, and stay with the old one where the new is taken', () => {
    const readdress: FlowOperation = { op: 'changeAddress', id: 'a', to: 'first' };
    const after = set('url', 'mine', 'first');
    expect(
      node(rebaseOps(base, edit(set('body.x', 5)), [readdress, after]).document, 'first')?.config,
    ).toEqual({
      url: 'mine',
      body: { x: 5 },
    });
    expect(rebaseOps(base, edit(set('url', 'theirs')), [readdress, after]).conflicts).toMatchObject([
      { kind: 'same_field' },
    ]);
    const taken = rebaseOps(base, edit(add('first')), [readdress, after]);
    expect(taken.conflicts).toMatchObject([{ kind: 'refused' }]);
    expect(node(taken.document, 'a')?.config.url).toBe('mine');
    expect(node(taken.document, 'first')?.config).toEqual({});
  });

  it('give what I have where the other side did nothing', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, mine) => {
        const ops = diffFlows(before, mine);
        const { document, conflicts } = rebaseOps(before, before, ops);
        expect(conflicts).toEqual([]);
        expect(diffFlows(document, mine)).toEqual([]);
      }),
    );
  });

  it('lose nothing: every edit of mine is applied, there already, or asked about', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, anyFlow, (before, mine, theirs) => {
        const fields = diffFlows(before, mine).filter((op) => op.op === 'setField' || op.op === 'rename');
        const { document, conflicts } = rebaseOps(before, theirs, fields);
        const missing = applyableLater(fields, document);
        const asked = new Set(conflicts.map(({ op }) => JSON.stringify(op)));
        for (const op of missing) expect(asked).toContain(JSON.stringify(op));
      }),
    );
  });
});

/** The operations whose effect is not in a document. */
function applyableLater(ops: readonly FlowOperation[], document: FlowDocument): FlowOperation[] {
  return ops.filter((op) => {
    if (op.op === 'rename') return node(document, op.id)?.name !== op.name;
    if (op.op !== 'setField') return false;
    const found = op.path.reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      node(document, op.id)?.config,
    );
    return JSON.stringify(found) !== JSON.stringify(op.value);
  });
}
