import { toId } from '@sista/shared/ids';
import { effectClassOf, effectOf } from '@sista/shared/node/define-node';
import { resolveConfig } from '@sista/shared/node/resolve-config';
import { failed, StepFailed, type StepFailure, type StepResult } from '@sista/shared/node/step-result';
import { HeldBack } from '../effect/held-back.ts';
import { LostEpoch } from '../task/task-step.ts';
import { type ActiveRun, type ActiveStep, type RunShop, scopeOf } from './activation.types.ts';
import type { PlanNode } from './compile-version.ts';
import { stepContext } from './step-context.ts';

/** Bytes of JSON that an input or output of a step may have. */
const mostBytes = 1_000_000;

/** The activation was aborted (cancelled, or the process stops): it ends without writing what it has. */
export class Aborted extends Error {}

export function planNodeOf(active: ActiveRun, nodeId: string): PlanNode {
  const found = active.version.plan.nodes.get(nodeId);
  if (!found)
    throw new Error(`run ${active.row.id} has a step of node ${nodeId}, which its version does not have`);
  return found;
}

/**
 * Whether the step's row has to be committed before its code runs: it will call outside. Sends are rows of the
 * step's own commit, so they need no intent before it.
 */
export function needsIntent({ definition }: Pick<PlanNode, 'definition'>, config: unknown): boolean {
  return effectOf(definition, config) !== 'none' && !definition.needs.includes('event');
}

/** Makes the step's row with its resolved config. A failure here is the step's own. */
export async function beginStep(
  shop: RunShop,
  active: ActiveRun,
  nodeId: string,
): Promise<{ step: ActiveStep; failure: StepFailure | undefined }> {
  const step: ActiveStep = {
    seq: active.steps.length + 1,
    nodeId,
    path: '',
    status: 'running',
    attempt: 1,
    wait: null,
    effect: null,
    port: null,
    startedAtMs: shop.clock.now(),
    endedAtMs: null,
    input: null,
    output: null,
    error: null,
    meta: null,
    isNew: true,
    attemptStartedAtMs: shop.clock.now(),
    isDirty: true,
    ends: undefined,
    resumed: undefined,
    logs: [],
    logBytes: 0,
    sends: [],
    facts: [],
    past: [],
    timer: undefined,
  };
  active.steps.push(step);
  return { step, failure: await resolveInput(active, step) };
}

/** Evaluates the config of the node in the step's scope; it is recorded and used again by every later attempt. */
export async function resolveInput(active: ActiveRun, step: ActiveStep): Promise<StepFailure | undefined> {
  const { node, definition } = planNodeOf(active, step.nodeId);
  const runId = toId('run', active.row.id);
  const options = { nowMs: step.startedAtMs, seed: `${runId}.${step.nodeId}` };
  const resolved = await resolveConfig(
    definition,
    node.config,
    scopeOf(active, step.startedAtMs, runId),
    options,
  );
  if (!resolved.ok) return failed(resolved.code, resolved.message, { path: resolved.path });
  const bytes = jsonBytes(resolved.config);
  if (bytes > mostBytes) return tooLarge('input', bytes);
  step.input = resolved.config;
  return undefined;
}

/** Runs the step's code once. Rejects only with Aborted and LostEpoch. */
export async function executeStep(shop: RunShop, active: ActiveRun, step: ActiveStep): Promise<StepResult> {
  const { node, definition } = planNodeOf(active, step.nodeId);
  const executor = shop.executors[node.type];
  if (!executor)
    return failed('no_executor', `This release cannot run ${definition.title}. Update Sista Flow.`);
  const limitMs = (node.timeoutSeconds ?? definition.timeoutSeconds) * 1_000;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const signal = AbortSignal.any([active.signal, limit.signal]);
  try {
    const { context, ports } = stepContext(shop, active, step, signal);
    const input = { trigger: active.trigger, previous: outputsBefore(active, step.nodeId) };
    const work = executor.run({ config: step.input, input, context, ports });
    const result = await Promise.race([work, whenAborted(signal)]);
    return checkSize(result);
  } catch (error) {
    return explain(error, { shop, active, step, limitMs, timedOut: limit.signal.aborted });
  } finally {
    clearTimeout(timer);
  }
}

type Circumstances = {
  shop: RunShop;
  active: ActiveRun;
  step: ActiveStep;
  limitMs: number;
  timedOut: boolean;
};

function explain(error: unknown, { shop, active, step, limitMs, timedOut }: Circumstances): StepResult {
  const { definition } = planNodeOf(active, step.nodeId);
  if (error instanceof LostEpoch) throw error;
  if (error instanceof HeldBack) {
    step.effect = 'suppressed';
    return {
      kind: 'done',
      port: 'out',
      output: definition.sampleOutput(step.input as Record<string, unknown>),
    };
  }
  if (active.signal.aborted) throw new Aborted();
  const once = effectClassOf(definition, step.input) === 'once';
  if (timedOut) {
    const message = `The step had no result within ${limitMs / 1_000} s. Give it more time, or ask for less.`;
    if (once && step.effect === 'sent') return unknownOutcome(step, message);
    return failed('timeout', message, { retry: true });
  }
  if (error instanceof StepFailed) {
    const lostAnswer = ['timeout', 'connection_lost', 'effect_unknown'].includes(error.failure.code);
    if (once && step.effect === 'sent' && lostAnswer) return unknownOutcome(step, error.failure.message);
    return error.failure;
  }
  shop.log.error({ err: error, runId: active.row.id, nodeId: step.nodeId }, 'a step broke');
  return failed(
    'internal',
    'The step broke for a reason of ours. It is in the log of the server; try again.',
    { retry: true },
  );
}

/** It may have happened: never sent again on our own judgement. */
function unknownOutcome(step: ActiveStep, message: string): StepFailure {
  step.effect = 'unknown';
  return failed('effect_unknown', `${message} It may have arrived, so it is not sent again by itself.`);
}

/** The failure of a step whose process died while it was out, and that must not be repeated. */
export function lostEffect(step: ActiveStep): StepFailure {
  return unknownOutcome(step, 'The process ended while the request was on its way.');
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(new Aborted());
    signal.addEventListener('abort', () => reject(new Aborted()), { once: true });
  });
}

function outputsBefore(active: ActiveRun, nodeId: string): Record<string, unknown> {
  const outputs: Record<string, unknown> = {};
  for (const { source } of planNodeOf(active, nodeId).incoming) {
    const scope = active.scopes[source];
    if (scope) outputs[source] = scope.output;
  }
  return outputs;
}

function checkSize(result: StepResult): StepResult {
  if (result.kind !== 'done' && result.kind !== 'end') return result;
  const bytes = jsonBytes(result.output);
  return bytes > mostBytes ? tooLarge('output', bytes) : result;
}

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? null));

function tooLarge(what: 'input' | 'output', bytes: number): StepFailure {
  return failed(
    `${what}_too_large`,
    `The ${what} has ${bytes} bytes; a step keeps at most ${mostBytes}. Pass on only what later steps need.`,
  );
}
