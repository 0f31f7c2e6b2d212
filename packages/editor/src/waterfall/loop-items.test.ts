import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import type { StepAnswer } from '../api/shapes.ts';
import { placeOf, stepAt } from '../run/run-place.ts';
import { answerStep } from '../run/step-answer.testing.ts';
import { itemPage, itemsPerPage, pageOfItem } from './item-page.ts';
import { stripOf } from './item-strip.ts';
import { itemWords, rowsOf, tellingStep } from './loop-items.ts';

const node = (id: string, type = 'set-values') => ({
  id,
  type,
  name: id,
  position: { x: 0, y: 0 },
  config: {},
});
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Each line',
  nodes: [
    node('order', 'trigger-manual'),
    node('lines', 'for-each'),
    node('check'),
    node('book'),
    node('end'),
  ],
  edges: [
    { id: 'a', source: 'order', target: 'lines' },
    { id: 'b', source: 'lines', sourcePort: 'each', target: 'check' },
    { id: 'c', source: 'check', target: 'book' },
    { id: 'd', source: 'lines', target: 'end' },
  ],
};
const loop = answerStep('lines', 1, {
  loop: { count: 3, done: 2, failed: 1 },
  status: 'waiting',
  waitingFor: 'items',
  endedAt: null,
  input: { items: [{ qty: 1, sku: 'A-1' }, 'plain', { list: [] }] },
});
const failure = { code: 'http_409', message: 'Out of stock.', path: null };
const steps: StepAnswer[] = [
  loop,
  answerStep('check', 2, { path: '1' }),
  answerStep('check', 3, { path: '0' }),
  answerStep('book', 4, { path: '0', status: 'failed', port: null, error: failure }),
  answerStep('check', 5, { path: '2', status: 'waiting', waitingFor: 'in_doubt', endedAt: null }),
  answerStep('end', 6, {}),
];

describe('the steps of a run', () => {
  const rows = rowsOf(steps, document);

  it('stand under their loop, item by item in the order of the list', () => {
    expect(rows.map(({ step, items }) => [step.nodeId, items?.map(({ index }) => index)])).toEqual([
      ['lines', [0, 1, 2]],
      ['end', undefined],
    ]);
    expect(rows[0]?.items?.map((item) => item.steps.map(({ seq }) => seq))).toEqual([[3, 4], [2], [5]]);
  });

  it('give each item one state, its error and its end', () => {
    const [failed, done, doubt] = rows[0]?.items ?? [];
    expect(failed).toMatchObject({ status: 'failed', error: { message: 'Out of stock.' } });
    expect(done).toMatchObject({
      status: 'succeeded',
      error: null,
      endedAt: Date.parse('2026-11-23T09:00:01Z'),
    });
    expect(doubt).toMatchObject({ status: 'in_doubt', endedAt: null });
    expect([failed, done].map((item) => item && tellingStep(item)?.nodeId)).toEqual(['book', 'check']);
  });

  it('count an item whose result could not be read as failed, though all its steps succeeded', () => {
    const output = {
      count: 3,
      items: [],
      failed: [{ index: 1, error: { code: 'no', message: 'No result.' } }],
    };
    const over = [{ ...loop, status: 'succeeded' as const, output }, ...steps.slice(1)];
    expect(rowsOf(over, document)[0]?.items?.[1]).toMatchObject({
      status: 'failed',
      error: { message: 'No result.' },
    });
  });

  it('find their loop also where the document cannot be read', () => {
    const unreadable = { ...document, nodes: [], edges: [] };
    expect(rowsOf(steps, unreadable)[0]?.items).toHaveLength(3);
  });

  it('are looked at by node and item; without an item the one that went wrong', () => {
    expect(stepAt(steps, 'check', '1')?.seq).toBe(2);
    expect(stepAt(steps, 'check', undefined)?.seq).toBe(5);
    expect(stepAt(steps, 'lines', '1')?.seq).toBe(1);
    const [, , , failed] = steps;
    expect(failed && placeOf(rows, failed)).toMatchObject({ item: { index: 0 }, loop: { step: { seq: 1 } } });
    expect(placeOf(rows, loop)).toBeUndefined();
  });

  it('name an item by what tells most of it', () => {
    expect([0, 1, 2, 3].map((index) => itemWords(loop, index))).toEqual([
      'A-1',
      'plain',
      undefined,
      undefined,
    ]);
  });
});

describe('a loop of 10,000 items', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    answerStep('check', index + 2, {
      path: String(index),
      ...(index % 1_000 === 7 ? { status: 'failed' as const, port: null, error: failure } : {}),
    }),
  );
  const items = rowsOf([loop, ...many], document)[0]?.items ?? [];

  it('is drawn fifty items at a time', () => {
    const page = itemPage(items, false, 3);
    expect(page).toMatchObject({ pages: 200, total: 10_000, from: 151, to: 200 });
    expect(page.items).toHaveLength(itemsPerPage);
    expect(itemPage(items, false, 999)).toMatchObject({ page: 199, to: 10_000 });
  });

  it('can be narrowed to the items that failed', () => {
    expect(itemPage(items, true, 0)).toMatchObject({ pages: 1, total: 10, from: 1, to: 10 });
    expect([
      pageOfItem(items, false, '5007'),
      pageOfItem(items, true, '5007'),
      pageOfItem(items, true, '5'),
    ]).toEqual([100, 0, undefined]);
    expect(itemPage([], true, 0)).toMatchObject({ total: 0, from: 0, to: 0 });
  });

  it('is one strip of few marks, in which failures still show', () => {
    const strip = stripOf(items, 0);
    expect(strip.length).toBeLessThanOrEqual(48);
    expect(strip.some(({ failed }) => failed)).toBe(true);
    expect(Math.max(...strip.map(({ share }) => share))).toBe(1);
    expect(stripOf([], 0)).toEqual([]);
  });
});
