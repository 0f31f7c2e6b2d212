import type { StepFailure, StepResult } from '@sista/shared/node/step-result';
import type { ActiveRun, ActiveStep } from './activation.types.ts';
import { planNodeOf } from './execute-step.ts';
import type { StepError } from './run.types.ts';

const leastBackoffMs = 2_000;
const mostBackoffMs = 600_000;
const mostRetryAfterMs = 3_600_000;

/** Puts what a step's code answered into its row: gone on by a port, waiting, to be tried again, or failed. */
export function applyResult(active: ActiveRun, step: ActiveStep, result: StepResult, now: number): void {
  step.isDirty = true;
  step.resumed = undefined;
  if (result.kind === 'failed') {
    applyFailure(active, step, result, now);
    return;
  }
  if (result.kind === 'wait') {
    step.status = 'waiting';
    step.wait = result.wait.for === 'until' ? 'until' : 'delivery';
    step.timer = { seq: step.seq, kind: step.wait, dueAtMs: result.wait.untilMs };
    return;
  }
  step.status = 'succeeded';
  step.wait = null;
  step.endedAtMs = now;
  step.output = result.output ?? null;
  step.error = null;
  if (step.effect === 'sent') step.effect = 'done';
  if (result.kind === 'end') {
    step.port = null;
    step.ends = result.status;
    if (result.status === 'failed')
      step.error = { code: 'stopped', message: result.message ?? 'A stop step ended the run as failed.' };
  } else {
    step.port = result.port;
    if (result.meta !== undefined) step.meta = { ...(step.meta as object), ...(result.meta as object) };
  }
  active.scopes[step.nodeId] = {
    output: step.output,
    error: null,
    ...(step.meta ? { meta: step.meta } : {}),
  };
}

function applyFailure(active: ActiveRun, step: ActiveStep, failure: StepFailure, now: number): void {
  const { node } = planNodeOf(active, step.nodeId);
  const error: StepError = {
    code: failure.code,
    message: failure.message,
    ...(failure.path === undefined ? {} : { path: failure.path }),
    ...(failure.details === undefined ? {} : { details: failure.details }),
  };
  // What a failed attempt wanted to send is not sent.
  step.sends = [];
  if (failure.retry && node.retry && step.attempt < node.retry.attempts) {
    const nextAtMs = now + backoffMs(node.retry.backoff, step.attempt, failure.retryAfterMs);
    step.past.push({
      seq: step.seq,
      attempt: step.attempt,
      startedAtMs: step.attemptStartedAtMs,
      endedAtMs: now,
      nextAtMs,
      error,
    });
    step.status = 'waiting';
    step.wait = 'retry';
    step.error = error;
    step.timer = { seq: step.seq, kind: 'retry', dueAtMs: nextAtMs };
    return;
  }
  step.status = 'failed';
  step.wait = null;
  step.endedAtMs = now;
  step.error = error;
  step.output = null;
  if (step.effect === 'sent') step.effect = 'failed';
  const onError = node.onError ?? 'stop';
  step.port = onError === 'port' ? 'error' : onError === 'continue' ? 'out' : null;
  active.scopes[step.nodeId] = { output: null, error: { ...error } };
}

/** 2 s to 10 min, ±20 % so that many runs do not come back at once; `Retry-After` counts up to an hour. */
function backoffMs(
  backoff: 'fixed' | 'exponential',
  attempt: number,
  retryAfterMs: number | undefined,
): number {
  const planned = backoff === 'fixed' ? leastBackoffMs : leastBackoffMs * 2 ** (attempt - 1);
  const spread = Math.min(planned, mostBackoffMs) * (0.8 + Math.random() * 0.4);
  return Math.max(spread, Math.min(retryAfterMs ?? 0, mostRetryAfterMs));
}
