import { failed, type StepFailure, type StepResult, type WaitSpec } from '@sista/shared/node/step-result';
import { isSandbox } from '../effect/redirects.ts';
import type { ActiveRun, ActiveStep } from './activation.types.ts';
import { isTooLarge, planNodeOf, type StepOutcome, tooLarge, type UnknownOutcome } from './execute-step.ts';
import type { StepError } from './run.types.ts';
import { rememberScope } from './step-scope.ts';

const leastBackoffMs = 2_000;
const mostBackoffMs = 600_000;
const mostRetryAfterMs = 3_600_000;
/** Sends again after a lost answer, where the node says so and no retry says how often. */
const mostRepeats = 3;
const mostErrorBytes = 4_096;

/** Puts what a step's code answered into its row: gone on by a port, waiting, to be tried again, or failed. */
export function applyResult(active: ActiveRun, step: ActiveStep, outcome: StepOutcome, now: number): void {
  active.dirty.add(step);
  step.resumed = undefined;
  if (outcome.kind === 'unknown') applyUnknown(active, step, outcome, now);
  else applyAnswer(active, step, outcome, now);
}

function applyAnswer(active: ActiveRun, step: ActiveStep, result: StepResult, now: number): void {
  if (result.kind === 'failed') applyFailure(active, step, result, now);
  else if (result.kind === 'wait') applyWait(active, step, result.wait);
  else if (result.kind === 'each') {
    step.status = 'waiting';
    step.wait = 'items';
    step.meta = { ...(step.meta as object), loop: result.each };
  } else if (result.kind === 'done' && result.unconnected && !isConnected(active, step, result.port))
    applyFailure(active, step, result.unconnected, now);
  else applySuccess(active, step, result, now);
}

type Success = Extract<StepResult, { kind: 'done' | 'end' }>;

function applySuccess(active: ActiveRun, step: ActiveStep, result: Success, now: number): void {
  const text = JSON.stringify(result.output ?? null);
  if (isTooLarge(text)) {
    applyFailure(active, step, tooLarge('output', text), now);
    return;
  }
  step.status = 'succeeded';
  step.wait = null;
  step.endedAtMs = now;
  step.output = result.output ?? null;
  step.error = null;
  step.outputText = step.output === null ? null : text;
  active.row.bytes += text.length;
  if (step.effect === 'sent') step.effect = 'done';
  if (result.kind === 'end') {
    step.port = null;
    step.ends = result.status;
    if (result.status === 'failed')
      step.error = { code: 'stopped', message: result.message ?? 'A stop step ended the run as failed.' };
  } else {
    step.port = result.port;
    if (result.meta !== undefined) step.meta = { ...(step.meta as object), ...(result.meta as object) };
    if (isSandbox(step.meta)) active.sandboxed.add(step.nodeId);
  }
  rememberScope(active, step);
}

const isConnected = (active: ActiveRun, step: ActiveStep, port: string) =>
  planNodeOf(active, step.nodeId).outgoing.some((edge) => edge.port === port);

function applyWait(active: ActiveRun, step: ActiveStep, wait: WaitSpec): void {
  step.status = 'waiting';
  step.wait = wait.for;
  // What is only tried waits for nothing but people and machines outside.
  const dueAtMs = wait.for === 'until' && active.row.effects !== 'send' ? step.startedAtMs : wait.untilMs;
  step.timer = { seq: step.seq, kind: wait.for, dueAtMs };
}

/** Its answer was lost and it may have happened: what the node says, or else a person decides. */
function applyUnknown(active: ActiveRun, step: ActiveStep, { message }: UnknownOutcome, now: number): void {
  const { node } = planNodeOf(active, step.nodeId);
  const whenUnknown = node.whenUnknown ?? 'ask';
  const most = node.retry?.attempts ?? mostRepeats;
  if (whenUnknown === 'repeat' && step.attempt < most) {
    waitForRetry(step, { code: 'effect_unknown', message }, now, now + leastBackoffMs);
    return;
  }
  if (whenUnknown !== 'ask') {
    applyFailure(active, step, failed('effect_unknown', message), now);
    step.effect = 'unknown';
    return;
  }
  step.status = 'waiting';
  step.wait = 'in_doubt';
  step.effect = 'unknown';
  step.error = { code: 'effect_unknown', message };
}

function waitForRetry(step: ActiveStep, error: StepError, now: number, nextAtMs: number): void {
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
}

function applyFailure(active: ActiveRun, step: ActiveStep, failure: StepFailure, now: number): void {
  const { node } = planNodeOf(active, step.nodeId);
  const error = errorOf(failure);
  // What a failed attempt wanted to send is not sent.
  step.sends = [];
  if (failure.retry && node.retry && step.attempt < node.retry.attempts) {
    const nextAtMs = now + backoffMs(node.retry.backoff, step.attempt, failure.retryAfterMs);
    waitForRetry(step, error, now, nextAtMs);
    return;
  }
  step.status = 'failed';
  step.wait = null;
  step.endedAtMs = now;
  step.error = error;
  step.output = null;
  step.outputText = null;
  if (step.effect === 'sent') step.effect = 'failed';
  const onError = node.onError ?? 'stop';
  step.port = onError === 'port' ? 'error' : onError === 'continue' ? 'out' : null;
  rememberScope(active, step);
}

/** 4 kB are kept of an error; its details are the first to go. */
function errorOf(failure: StepFailure): StepError {
  const error: StepError = {
    code: failure.code,
    message: failure.message.slice(0, 2_000),
    ...(failure.path === undefined ? {} : { path: failure.path }),
  };
  if (failure.details === undefined) return error;
  const detailed = { ...error, details: failure.details };
  return JSON.stringify(detailed).length > mostErrorBytes ? error : detailed;
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
