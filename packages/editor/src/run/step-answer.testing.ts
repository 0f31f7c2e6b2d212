import type { StepAnswer } from '../api/shapes.ts';

/** A step as the server answers it: it succeeded in one second. */
export function answerStep(nodeId: string, seq: number, change: Partial<StepAnswer> = {}): StepAnswer {
  return {
    seq,
    nodeId,
    nodeName: nodeId,
    nodeType: change.loop ? 'for-each' : 'set-values',
    path: '',
    status: 'succeeded',
    attempt: 1,
    port: 'out',
    startedAt: '2026-11-23T09:00:00.000Z',
    endedAt: '2026-11-23T09:00:01.000Z',
    durationMs: 1_000,
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
