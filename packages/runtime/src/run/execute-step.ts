import { effectClassOf, effectOf } from '@sista/shared/node/define-node';
import { type ResolvedConfig, resolveConfig } from '@sista/shared/node/resolve-config';
import { failed, StepFailed, type StepFailure, type StepResult } from '@sista/shared/node/step-result';
import { HeldBack } from '../effect/held-back.ts';
import { LostEpoch } from '../task/task-step.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import type { PlanNode } from './compile-version.ts';
import { stepContext } from './step-context.ts';
import { scopeKey, scopeOf, seedOf } from './step-scope.ts';

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

/** Whether steps of this node may need an intent: some configs of a node call outside and others do not. */
export const mayCallOut = ({ definition }: Pick<PlanNode, 'definition'>): boolean =>
  definition.effect !== 'none' && !definition.needs.includes('event');

/** Evaluates the config of the node in the step's scope; it is recorded and used again by every later attempt. */
export async function resolveInput(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
): Promise<StepFailure | undefined> {
  const resolved = await configOf(shop, active, step);
  if (!resolved.ok) return failed(resolved.code, resolved.message, { path: resolved.path });
  const text = JSON.stringify(resolved.config);
  if (isTooLarge(text)) return tooLarge('input', text);
  step.input = resolved.config;
  step.inputText = text;
  active.row.bytes += text.length;
  return undefined;
}

// A config without an expression is the same in every run of its version.
const fixedConfigs = new WeakMap<PlanNode, ResolvedConfig>();

async function configOf(shop: RunShop, active: ActiveRun, step: ActiveStep): Promise<ResolvedConfig> {
  const planNode = planNodeOf(active, step.nodeId);
  const known = fixedConfigs.get(planNode);
  if (known) return known;
  const { node, definition, isFixed } = planNode;
  const scope = scopeOf(shop, active, step, step.startedAtMs);
  const options = { nowMs: step.startedAtMs, seed: seedOf(active, step) };
  const resolved = await resolveConfig(definition, node.config, scope, options);
  if (isFixed) fixedConfigs.set(planNode, resolved);
  return resolved;
}

/** What the engine makes of a step's code: its answer, or that nobody knows whether the effect happened. */
export type StepOutcome = StepResult | UnknownOutcome;
export type UnknownOutcome = { kind: 'unknown'; message: string };

/**
 * Runs the step's code once; `stop` aborts this step alone. Rejects only with Aborted and LostEpoch.
 */
export async function executeStep(
  shop: RunShop,
  active: ActiveRun,
  step: ActiveStep,
  stop: AbortController,
): Promise<StepOutcome> {
  const { node, definition } = planNodeOf(active, step.nodeId);
  const executor = shop.executors[node.type];
  if (!executor)
    return failed('no_executor', `This release cannot run ${definition.title}. Update Sista Flow.`);
  const limitMs = (node.timeoutSeconds ?? definition.timeoutSeconds) * 1_000;
  const about: Circumstances = { shop, active, step, limitMs, timedOut: false, stop: stop.signal };
  const input = { trigger: active.trigger, previous: outputsBefore(active, step) };
  // What only computes and writes its own rows cannot hang, so it needs no watch.
  if (!needsIntent({ definition }, step.input) && !definition.needs.includes('employee')) {
    const { context, ports } = stepContext(shop, active, step, active.signal);
    return executor
      .run({ config: step.input, input, context, ports })
      .catch((error: unknown) => explain(error, about));
  }
  const timer = setTimeout(() => {
    about.timedOut = true;
    stop.abort();
  }, limitMs);
  try {
    const { context, ports } = stepContext(shop, active, step, stop.signal);
    const work = executor.run({ config: step.input, input, context, ports });
    return await Promise.race([work, whenAborted(stop.signal)]);
  } catch (error) {
    return explain(error, about);
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
  stop: AbortSignal;
};

function explain(
  error: unknown,
  { shop, active, step, limitMs, timedOut, stop }: Circumstances,
): StepOutcome {
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
  if (active.signal.aborted || (stop.aborted && !timedOut)) throw new Aborted();
  const once = effectClassOf(definition, step.input) === 'once';
  if (timedOut) {
    const message = `The step had no result within ${limitMs / 1_000} s. Give it more time, or ask for less.`;
    if (once && step.effect === 'sent') return unknownOutcome(message);
    return failed('timeout', message, { retry: true });
  }
  if (error instanceof StepFailed) {
    const lostAnswer = ['timeout', 'connection_lost', 'effect_unknown'].includes(error.failure.code);
    if (once && step.effect === 'sent' && lostAnswer) return unknownOutcome(error.failure.message);
    return error.failure;
  }
  shop.log.error({ err: error, runId: active.row.id, nodeId: step.nodeId }, 'a step broke');
  return failed(
    'internal',
    'The step broke for a reason of ours. It is in the log of the server; try again.',
    { retry: true },
  );
}

function unknownOutcome(message: string): UnknownOutcome {
  return { kind: 'unknown', message: `${message} It may have arrived, so it is not sent again by itself.` };
}

/** Of a step whose process died while it was out, and that must not be repeated. */
export const lostEffect = () => unknownOutcome('The process ended while the request was on its way.');

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(new Aborted());
    signal.addEventListener('abort', () => reject(new Aborted()), { once: true });
  });
}

function outputsBefore(active: ActiveRun, step: ActiveStep): Record<string, unknown> {
  const outputs: Record<string, unknown> = {};
  const scopes = active.scopes.get(scopeKey(active.version.plan, step));
  const { incoming } = planNodeOf(active, step.nodeId);
  // Of several ways in, those that were not taken lead nothing here. The only way in was taken.
  const isTaken = ({ source, port }: (typeof incoming)[number]) =>
    incoming.length === 1 ||
    active.steps.findLast(({ nodeId, path }) => nodeId === source && path === step.path)?.port === port;
  for (const edge of incoming) {
    const scope = scopes?.[edge.source];
    if (scope && isTaken(edge)) outputs[edge.source] = scope.output;
  }
  return outputs;
}

/** Longer texts are only counted in bytes when they might be too large. */
export const isTooLarge = (text: string) =>
  text.length * 3 > mostBytes && Buffer.byteLength(text) > mostBytes;

/** An input or output that is too large is a failure of its step. */
export function tooLarge(what: 'input' | 'output', text: string): StepFailure {
  return failed(
    `${what}_too_large`,
    `The ${what} has ${Buffer.byteLength(text)} bytes; a step keeps at most ${mostBytes}. Pass on only what later steps need.`,
  );
}
