import { toId } from '@sista/shared/ids';
import { isSandbox } from '../effect/redirects.ts';
import type { Lane } from '../queue/boss.ts';
import type { ActiveRun, ActiveStep } from './activation.types.ts';
import type { Place } from './advance-run.ts';
import type { LoadedRun } from './load-runs.ts';
import type { StepRow } from './run.types.ts';
import { rememberScope } from './step-scope.ts';
import type { CompiledVersion } from './version-cache.ts';

/** A loaded run, ready to go on. */
export function activeRun(
  { run, trigger, steps }: LoadedRun,
  version: CompiledVersion,
  lane: Lane,
  signal: AbortSignal,
): ActiveRun {
  const active: ActiveRun = {
    row: run,
    runId: toId('run', run.id),
    version,
    trigger,
    lane,
    steps: steps.map((row) => ({
      ...row,
      isNew: false,
      hasStoredInput: row.input !== null,
      attemptStartedAtMs: row.startedAtMs,
      ...nothingYet(),
    })),
    dirty: new Set(),
    scopes: new Map(),
    sandboxed: new Set(),
    results: new Map(),
    epochSeen: run.epoch,
    epochAfter: run.epoch + 1,
    stepsSeen: run.steps,
    signal,
  };
  for (const step of active.steps) {
    rememberScope(active, step);
    if (isSandbox(step.meta)) active.sandboxed.add(step.nodeId);
  }
  return active;
}

/** The row of a step that begins; its number is the next of the run. */
export function newStep(active: ActiveRun, { nodeId, path }: Place, now: number): ActiveStep {
  const row: StepRow = {
    seq: active.steps.length + 1,
    nodeId,
    path,
    status: 'running',
    attempt: 1,
    wait: null,
    effect: null,
    port: null,
    startedAtMs: now,
    endedAtMs: null,
    input: null,
    output: null,
    error: null,
    meta: null,
  };
  const step: ActiveStep = {
    ...row,
    isNew: true,
    hasStoredInput: false,
    attemptStartedAtMs: now,
    ...nothingYet(),
  };
  active.steps.push(step);
  active.dirty.add(step);
  return step;
}

const nothingYet = () => ({
  inputText: null,
  outputText: null,
  ends: undefined,
  resumed: undefined,
  logs: [],
  logBytes: 0,
  sends: [],
  facts: [],
  past: [],
  timer: undefined,
});

export function markSaved(active: ActiveRun, steps: Iterable<ActiveStep>): void {
  for (const step of steps) {
    step.isNew = false;
    step.inputText = null;
    step.outputText = null;
    step.hasStoredInput = step.input !== null;
    step.timer = undefined;
    step.sends = [];
    step.facts = [];
    step.past = [];
    step.logs = [];
    active.dirty.delete(step);
  }
}
