import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import {
  applyGesture,
  confirmSaved,
  createDocumentStore,
  receiveSaved,
  redo,
  settleConflict,
  undo,
} from './document-store.ts';

const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Orders',
  nodes: [
    { id: 'start', type: 'trigger-manual', name: 'Start', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'values',
      type: 'set-values',
      name: 'Values',
      position: { x: 280, y: 0 },
      config: { values: { a: 1 } },
    },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'values' }],
};
const open = () => createDocumentStore('flow_1', { revision: 4, document });
const setA = (value: number) => [{ op: 'setField' as const, id: 'values', path: ['values', 'a'], value }];
const valueOfA = (store: ReturnType<typeof open>) =>
  (
    store.getState().document.nodes.find((node) => node.id === 'values')?.config.values as
      | { a: number }
      | undefined
  )?.a;

describe('undo', () => {
  it('takes gestures back one by one and does them again', () => {
    const store = open();
    applyGesture(store, setA(2), 'Two');
    applyGesture(store, [{ op: 'removeNode', id: 'values' }], 'Remove');
    expect(undo(store)).toBe('Remove');
    expect(undo(store)).toBe('Two');
    expect(store.getState().document).toEqual(document);
    redo(store);
    redo(store);
    expect(store.getState().document.nodes.map((node) => node.id)).toEqual(['start']);
    expect(store.getState().document.edges).toEqual([]);
  });

  it('treats letters that are typed quickly in one field as one gesture', () => {
    const store = open();
    for (const [place, value] of [2, 3, 4].entries())
      applyGesture(store, setA(value), 'Edit Values', { mergeKey: 'values', now: 1_000 + place * 200 });
    applyGesture(store, setA(5), 'Edit Values', { mergeKey: 'values', now: 9_000 });
    undo(store);
    expect(valueOfA(store)).toBe(4);
    undo(store);
    expect(valueOfA(store)).toBe(1);
  });

  it('keeps 200 gestures', () => {
    const store = open();
    for (let value = 0; value < 230; value += 1) applyGesture(store, setA(value), 'Edit');
    expect(store.getState().undoable).toHaveLength(200);
  });
});

describe('saving', () => {
  it('keeps what was changed while a save was on its way as unsent', () => {
    const store = open();
    applyGesture(store, setA(2), 'Two');
    const sent = store.getState();
    applyGesture(store, setA(3), 'Three');
    confirmSaved(store, { revision: 5, document: sent.document }, sent.unsent.length);
    expect(store.getState()).toMatchObject({ save: 'unsaved', base: { revision: 5 }, unsent: setA(3) });
  });

  it('puts own changes on top of what somebody else saved', () => {
    const store = open();
    applyGesture(store, setA(2), 'Two');
    const theirs = {
      ...document,
      nodes: document.nodes.map((node) => (node.id === 'start' ? { ...node, name: 'Begin' } : node)),
    };
    receiveSaved(store, { revision: 5, document: theirs });
    expect(valueOfA(store)).toBe(2);
    expect(store.getState().document.nodes[0]?.name).toBe('Begin');
    expect(store.getState().conflicts).toEqual([]);
  });

  it('asks when both changed the same field, and keeps mine when that is chosen', () => {
    const store = open();
    applyGesture(store, setA(2), 'Two');
    const values = { ...document.nodes[1], config: { values: { a: 7 } } } as (typeof document.nodes)[number];
    receiveSaved(store, {
      revision: 5,
      document: { ...document, nodes: [...document.nodes.slice(0, 1), values] },
    });
    const [conflict] = store.getState().conflicts;
    expect(conflict).toMatchObject({ kind: 'same_field', mine: 2, theirs: 7 });
    expect(valueOfA(store)).toBe(7);
    if (conflict) settleConflict(store, conflict, 'mine');
    expect(valueOfA(store)).toBe(2);
  });
});

it('finds issues with every change', () => {
  const store = open();
  applyGesture(
    store,
    [{ op: 'setField', id: 'values', path: ['values', 'a'], value: '{{ steps.nobody.output }}' }],
    'Edit',
  );
  expect(store.getState().issuesByNode.get('values')?.[0]?.message).toContain('nobody');
});
