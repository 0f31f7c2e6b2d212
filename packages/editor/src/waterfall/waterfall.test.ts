import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { describe, expect, it } from 'vitest';
import type { RunAnswer, StepAnswer } from '../api/shapes.ts';
import { ticksOf, totalsOf, waterfallOf } from './waterfall.ts';

const zero = Date.parse('2026-11-23T09:00:00.000Z');
const at = (ms: number) => new Date(zero + ms).toISOString();
const document: FlowDocument = {
  schema: 'sista.flow/1',
  name: 'Two steps',
  nodes: [node('first'), node('second')],
  edges: [{ id: 'e', source: 'first', target: 'second' }],
};

function node(id: string) {
  return { id, type: 'set-values', name: id, position: { x: 0, y: 0 }, config: {} };
}

function step(nodeId: string, change: Partial<StepAnswer>): StepAnswer {
  return {
    seq: 1,
    nodeId,
    nodeName: nodeId,
    nodeType: 'set-values',
    path: '',
    status: 'succeeded',
    attempt: 1,
    port: 'out',
    startedAt: at(10),
    endedAt: at(40),
    durationMs: 30,
    waitingFor: null,
    waitingUntil: null,
    callbackUrl: null,
    loop: null,
    effect: null,
    error: null,
    attempts: [],
    deliveryId: null,
    logs: [],
    ...change,
  };
}

function run(stepList: StepAnswer[], endedAt: string | null): RunAnswer {
  return { createdAt: at(0), endedAt, stepList } as unknown as RunAnswer;
}

describe('the waterfall of a run', () => {
  it('shows as queue what lies between the end of the step before and the own start', () => {
    const { rows, span } = waterfallOf(
      run([step('first', {}), step('second', { startedAt: at(60), endedAt: at(100) })], at(100)),
      document,
      zero,
    );
    expect(span).toBe(100);
    expect(rows.map(({ segments }) => segments.map(({ kind, from, to }) => [kind, from, to]))).toEqual([
      [
        ['queue', 0, 10],
        ['run', 10, 40],
      ],
      [
        ['queue', 40, 60],
        ['run', 60, 100],
      ],
    ]);
  });

  it('shows the time between two attempts as waiting and marks the attempt that failed', () => {
    const error = { code: 'timeout', message: 'No answer.', path: null };
    const attempts = [{ attempt: 1, startedAt: at(0), endedAt: at(20), nextAt: at(50), error }];
    const { rows } = waterfallOf(
      run([step('first', { startedAt: at(0), endedAt: at(70), attempt: 2, attempts })], at(70)),
      document,
      zero,
    );
    const segments = rows[0]?.segments ?? [];
    expect(segments.map(({ kind, failed }) => [kind, failed])).toEqual([
      ['run', true],
      ['wait', false],
      ['run', false],
    ]);
    expect(totalsOf(segments)).toEqual({ queue: 0, run: 40, wait: 30 });
  });

  it('lets a step that waits go on until now', () => {
    const waiting = step('first', { status: 'waiting', endedAt: null, startedAt: at(0) });
    const { rows, span } = waterfallOf(run([waiting], null), document, zero + 500);
    expect(rows[0]?.segments).toEqual([{ kind: 'wait', from: 0, to: 500, failed: false }]);
    expect(span).toBe(500);
  });

  it('gives no bar to a step that never started', () => {
    const skipped = step('second', { status: 'skipped', startedAt: null, endedAt: null });
    expect(waterfallOf(run([skipped], at(40)), document, zero).rows[0]?.segments).toEqual([]);
  });
});

it('puts round times on the axis', () => {
  expect(ticksOf(1_200)).toEqual([0, 500, 1_000]);
  expect(ticksOf(86_400_000 * 3)).toHaveLength(4);
  expect(ticksOf(1)).toEqual([0, 1]);
});
