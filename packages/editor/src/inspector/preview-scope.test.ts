import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import type { RunAnswer } from '../api/shapes.ts';
import { answerStep } from '../run/step-answer.testing.ts';
import { evaluatePreview, previewScope } from './preview-scope.ts';

const node = (id: string, type: string) => ({
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
    node('check', 'set-values'),
    node('book', 'set-values'),
    node('end', 'set-values'),
  ],
  edges: [
    { id: 'a', source: 'order', target: 'lines' },
    { id: 'b', source: 'lines', sourcePort: 'each', target: 'check' },
    { id: 'c', source: 'check', target: 'book' },
    { id: 'd', source: 'lines', target: 'end' },
  ],
};
const lastRun = {
  id: 'run_1',
  input: { body: {} },
  startedAt: '2026-11-23T09:00:00.000Z',
  stepList: [
    answerStep('lines', 1, { output: { count: 2, items: [], failed: [] } }),
    answerStep('check', 2, { path: '0', output: { stock: 3 } }),
    answerStep('check', 3, { path: '1', output: { stock: 0 } }),
  ],
} as unknown as RunAnswer;
const second = { path: '1', value: { sku: 'B-2' } };

describe('what the expressions of a step in a loop see', () => {
  it('is the item that is looked at and what ran for it, and not the loop, which has no output yet', () => {
    const { scope, before, inside } = previewScope(document, 'book', lastRun, undefined, second);
    expect(scope).toMatchObject({
      item: { sku: 'B-2' },
      index: 1,
      steps: { check: { output: { stock: 0 } } },
    });
    expect(before.map(({ id }) => id)).toEqual(['check']);
    expect(inside).toBeUndefined();
  });

  it('is at the loop itself no item, but the result of an item is read with one', async () => {
    const first = { path: '0', value: { sku: 'A-1' } };
    const { scope, inside } = previewScope(document, 'lines', lastRun, undefined, first);
    expect(scope).not.toHaveProperty('item');
    const result = '{{ item.sku & " " & steps.check.output.stock }}';
    expect(inside && (await evaluatePreview(result, inside))).toEqual({ ok: true, value: 'A-1 3' });
    expect(previewScope(document, 'lines', lastRun, undefined).inside).toBeUndefined();
  });

  it('is after the loop its output', () => {
    const { scope, before } = previewScope(document, 'end', lastRun, undefined);
    expect(before.map(({ id }) => id)).toEqual(['lines']);
    expect(scope.steps.lines).toMatchObject({ output: { count: 2 } });
  });
});
