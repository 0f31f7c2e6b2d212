import { effectClassOf } from '@sista/shared/node/define-node';
import type { StepResult } from '@sista/shared/node/step-result';
import { LostEpoch } from '../task/task-step.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { type Advance, advanceRun } from './advance-run.ts';
import { applyResult } from './apply-result.ts';
import {
  Aborted,
  beginStep,
  executeStep,
  lostEffect,
  needsIntent,
  planNodeOf,
  resolveInput,
} from './execute-step.ts';
import { type LoadedRun, loadTimers } from './load-runs.ts';
import { saveProgress } from './save-progress.ts';

/** At most this many steps of one run execute at once. */
const mostAtOnce = 16;

/**
 * One stretch of a run in this process, from a claimed job until the run parks, ends, or is lost to another worker.
 * Pure steps run in memory; before an effect leaves, everything so far and the intent are committed, and its outcome
 * is committed with the next intent: one commit a hop.
 */
export async function runActivation(shop: RunShop, loaded: LoadedRun, signal: AbortSignal): Promise<void> {
  const version = await shop.versionOf(loaded.run.versionId);
  loaded.run.startedAtMs ??= shop.clock.now();
  const active: ActiveRun = {
    row: loaded.run,
    version,
    trigger: loaded.trigger,
    steps: loaded.steps.map(activeStep),
    scopes: {},
    epochSeen: loaded.run.epoch,
    epochAfter: loaded.run.epoch + 1,
    stepsSeen: loaded.run.steps,
    signal,
  };
  for (const step of active.steps) rememberScope(active, step);
  const activation = new Activation(shop, active, loaded.waitingTimers);
  try {
    await activation.work();
  } catch (error) {
    if (!(error instanceof Aborted) && !(error instanceof LostEpoch)) throw error;
  }
}

class Activation {
  readonly #shop: RunShop;
  readonly #active: ActiveRun;
  readonly #inFlight = new Map<number, Promise<void>>();
  #results: { step: ActiveStep; result: StepResult }[] = [];
  #broken: unknown;
  #toLaunch: ActiveStep[] = [];
  /** Steps whose wait has not ended: their timer is written, or goes with the next commit. */
  #waitingTimers: Set<number>;

  constructor(shop: RunShop, active: ActiveRun, waitingTimers: Set<number>) {
    this.#shop = shop;
    this.#active = active;
    this.#waitingTimers = waitingTimers;
  }

  async work(): Promise<void> {
    this.#takeOver();
    for (;;) {
      await this.#resumeWaits();
      const advance = await this.#advance();
      if (advance.end) return this.#finish(advance.end);
      if (this.#inFlight.size === 0 && this.#toLaunch.length === 0 && advance.park) {
        if (await this.#park()) return;
        continue;
      }
      if (!(await this.#save())) return;
      this.#launch();
      if (this.#inFlight.size > 0) await this.#nextResults();
    }
  }

  /** Steps that were out when an earlier activation died: sent again where that is safe, else their outcome is unknown. */
  #takeOver(): void {
    for (const step of this.#active.steps) {
      if (step.status !== 'running') continue;
      const { definition } = planNodeOf(this.#active, step.nodeId);
      if (effectClassOf(definition, step.input) === 'once' && step.effect === 'sent')
        applyResult(this.#active, step, lostEffect(step), this.#shop.clock.now());
      else this.#toLaunch.push(step);
    }
  }

  /** A waiting step whose timer is gone goes on. */
  async #resumeWaits(): Promise<void> {
    for (const step of this.#active.steps) {
      if (step.status !== 'waiting' || this.#waitingTimers.has(step.seq)) continue;
      if (step.wait === 'retry') step.attempt += 1;
      else step.resumed = { kind: 'timer' };
      step.status = 'running';
      step.wait = null;
      step.error = null;
      step.endedAtMs = null;
      step.attemptStartedAtMs = this.#shop.clock.now();
      step.isDirty = true;
      const failure = step.input === null ? await resolveInput(this.#active, step) : undefined;
      if (failure) this.#results.push({ step, result: failure });
      else this.#launchLater(step);
    }
  }

  #launchLater(step: ActiveStep): void {
    if (needsIntent(planNodeOf(this.#active, step.nodeId), step.input)) step.effect = 'sent';
    this.#toLaunch.push(step);
  }

  /** Starts what can start; pure steps are finished here, so the fold repeats until an effect, a wait or the end. */
  async #advance(): Promise<Advance> {
    for (;;) {
      for (const { step, result } of this.#results.splice(0)) {
        applyResult(this.#active, step, result, this.#shop.clock.now());
        if (step.timer) this.#waitingTimers.add(step.seq);
      }
      const advance = advanceRun(this.#active.version.plan, this.#active.steps);
      const room = mostAtOnce - this.#inFlight.size - this.#toLaunch.length;
      const next = advance.end ? [] : advance.start.slice(0, Math.max(0, room));
      if (next.length === 0) return advance;
      for (const nodeId of next) await this.#start(nodeId);
    }
  }

  async #start(nodeId: string): Promise<void> {
    const { step, failure } = await beginStep(this.#shop, this.#active, nodeId);
    if (failure) this.#results.push({ step, result: failure });
    else if (needsIntent(planNodeOf(this.#active, nodeId), step.input)) this.#launchLater(step);
    else this.#results.push({ step, result: await executeStep(this.#shop, this.#active, step) });
  }

  #launch(): void {
    for (const step of this.#toLaunch.splice(0)) {
      const work = executeStep(this.#shop, this.#active, step)
        .then((result) => {
          this.#results.push({ step, result });
        })
        .catch((error: unknown) => {
          this.#broken ??= error;
        })
        .finally(() => {
          this.#inFlight.delete(step.seq);
        });
      this.#inFlight.set(step.seq, work);
    }
  }

  async #nextResults(): Promise<void> {
    await Promise.race(this.#inFlight.values());
    if (this.#broken !== undefined) throw this.#broken;
  }

  async #save(): Promise<boolean> {
    const mustSave = this.#toLaunch.length > 0 || this.#active.steps.some(({ isDirty }) => isDirty);
    if (!mustSave) return true;
    this.#shop.crashPoint('before-checkpoint');
    const saved = await saveProgress(this.#shop, this.#active, { status: 'running' });
    this.#shop.crashPoint('after-checkpoint');
    return saved;
  }

  /** True when the run is parked or lost; false when it was woken meanwhile and goes on. */
  async #park(): Promise<boolean> {
    if (
      await saveProgress(this.#shop, this.#active, {
        status: 'waiting',
        parkedAtWakes: this.#active.row.wakes,
      })
    )
      return true;
    const [row] = await this.#shop.sql.query<{ epoch: number; wakes: number; status: number }>(
      'read-wakes',
      'select epoch, wakes, status from engine.run where id = $1',
      [this.#active.row.id],
    );
    if (!row || row.epoch !== this.#active.epochSeen || row.wakes === this.#active.row.wakes) return true;
    this.#active.row.wakes = row.wakes;
    const timers = await loadTimers(this.#shop.sql, [this.#active.row.id]);
    // A wait that this very commit wanted to write has no timer yet and still waits.
    const unsaved = this.#active.steps.filter(({ timer }) => timer).map(({ seq }) => seq);
    this.#waitingTimers = new Set([...(timers.get(this.#active.row.id) ?? []), ...unsaved]);
    return false;
  }

  async #finish(end: 'succeeded' | 'failed'): Promise<void> {
    const now = this.#shop.clock.now();
    for (const step of this.#active.steps) {
      if (step.status !== 'running' && step.status !== 'waiting') continue;
      step.status = 'cancelled';
      step.endedAtMs = now;
      step.timer = undefined;
      step.isDirty = true;
    }
    this.#shop.crashPoint('before-finish');
    await saveProgress(this.#shop, this.#active, { status: end, endedAtMs: now });
  }
}

function activeStep(row: LoadedRun['steps'][number]): ActiveStep {
  return {
    ...row,
    isNew: false,
    attemptStartedAtMs: row.startedAtMs,
    isDirty: false,
    ends: undefined,
    resumed: undefined,
    logs: [],
    logBytes: 0,
    sends: [],
    facts: [],
    past: [],
    timer: undefined,
  };
}

function rememberScope(active: ActiveRun, step: ActiveStep): void {
  if (step.status === 'succeeded')
    active.scopes[step.nodeId] = {
      output: step.output,
      error: null,
      ...(step.meta ? { meta: step.meta } : {}),
    };
  else if (step.status === 'failed') active.scopes[step.nodeId] = { output: null, error: step.error };
}
