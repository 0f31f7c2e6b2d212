import { effectClassOf } from '@sista/shared/node/define-node';
import type { Lane } from '../queue/boss.ts';
import { LostEpoch } from '../task/task-step.ts';
import { answerKey, loadWaits, type Waits } from '../wait/load-waits.ts';
import { resumeStep } from '../wait/resume-step.ts';
import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { activeRun, newStep } from './active-step.ts';
import { type Advance, type LoopEnd, type Place, RunFold } from './advance-run.ts';
import { applyResult } from './apply-result.ts';
import {
  Aborted,
  executeStep,
  lostEffect,
  mayCallOut,
  needsIntent,
  planNodeOf,
  resolveInput,
  type StepOutcome,
} from './execute-step.ts';
import type { LoadedRun } from './load-runs.ts';
import { loadSteps } from './load-runs.ts';
import { loopResult, takeItem } from './loop-items.ts';
import { metaOf, type StepError } from './run.types.ts';
import { saveProgress } from './save-progress.ts';
import { StepsOut } from './steps-out.ts';

/** At most this many steps of one run execute at once. */
const mostAtOnce = 16;
/** Pure steps go to the database in bites of this size, so a long loop is neither lost nor one huge commit. */
const mostUnsaved = 256;
const mostSteps = 20_000;
const mostBytes = 16_000_000;
/** After this long a run lets others have its slot, where they wait for one. */
const fairMs = 30_000;
const longestMs = 600_000;

/**
 * One stretch of a run in this process, from a claimed job until the run parks, ends, or is lost to another worker.
 * Pure steps run in memory; before an effect leaves, everything so far and the intent are committed, and its outcome
 * is committed with the next intent: one commit a hop. Answers `refused` where nothing of it was written: what was
 * loaded is not how the run stands.
 */
export async function runActivation(
  shop: RunShop,
  loaded: LoadedRun,
  lane: Lane,
  signal: AbortSignal,
  /** Called when it executes nothing any more and only waits for its last commit. */
  onEnding: () => void,
): Promise<'worked' | 'refused'> {
  const version = await shop.versionOf(loaded.run.versionId);
  loaded.run.startedAtMs ??= shop.clock.now();
  const active = activeRun(loaded, version, lane, signal);
  const activation = new Activation(shop, active, loaded.waits, onEnding);
  try {
    await activation.work();
  } catch (error) {
    if (!(error instanceof Aborted) && !(error instanceof LostEpoch)) throw error;
  } finally {
    activation.close();
  }
  // Whatever comes to its end has written something under its own epoch.
  return active.epochSeen === active.epochAfter ? 'worked' : 'refused';
}

/** What only computes is never given up alone. */
const never = new AbortController();

class Activation {
  readonly #shop: RunShop;
  readonly #active: ActiveRun;
  readonly #fold: RunFold;
  readonly #out: StepsOut;
  readonly #onEnding: () => void;
  readonly #beganAtMs: number;
  #waits: Waits;
  /** Steps that began to wait for a callback since somebody looked for answers; some may be stored already. */
  readonly #unasked = new Set<ActiveStep>();
  /** Ends the run whatever its steps say: too long, too large, too many. */
  #fatal: StepError | undefined;
  /** Steps that want the other lane: their run moves there when nothing else is out. */
  #wantsLane: Lane | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(shop: RunShop, active: ActiveRun, waits: Waits, onEnding: () => void) {
    this.#onEnding = onEnding;
    this.#shop = shop;
    this.#active = active;
    this.#out = new StepsOut(shop, active);
    this.#waits = waits;
    this.#beganAtMs = shop.clock.now();
    this.#fold = new RunFold(active.version.plan);
    for (const step of active.steps) this.#put(step);
  }

  async work(): Promise<void> {
    this.#watchDeadline();
    this.#takeOver();
    for (;;) {
      this.#out.check();
      await this.#resumeWaits();
      const advance = await this.#advance();
      if (this.#fatal) return this.#finish('failed', this.#fatal);
      if (advance.end) return this.#finish(advance.end);
      const idle = this.#out.busy === 0;
      if (idle && advance.park) {
        if (await this.#park()) return;
        continue;
      }
      if (idle && this.#wantsLane) {
        await saveProgress(this.#shop, this.#active, { status: 'queued', requeue: this.#wantsLane });
        return;
      }
      if (!(await this.#save())) return;
      if (idle && (await this.#yield())) return;
      // Aborted while it saved: then nothing more leaves from here.
      this.#out.check();
      this.#out.launch();
      if (!this.#fatal) await this.#out.next();
    }
  }

  /** Whatever is still out when the activation ends is told to stop. */
  close(): void {
    clearTimeout(this.#deadline);
    this.#out.close();
  }

  #put(step: ActiveStep): void {
    this.#fold.put({ ...step, loop: step.wait === 'items' ? metaOf(step).loop : undefined });
  }

  #apply(step: ActiveStep, outcome: StepOutcome): void {
    applyResult(this.#active, step, outcome, this.#shop.clock.now());
    if (step.timer) this.#waits.timers.add(step.seq);
    if (step.wait === 'callback') this.#unasked.add(step);
    this.#put(step);
  }

  /** A run lives no longer than its flow says, counted from its first step. */
  #watchDeadline(): void {
    const { row, version } = this.#active;
    const { maxRunSeconds } = version.plan.document.settings ?? {};
    if (maxRunSeconds === undefined) return;
    const leftMs = (row.startedAtMs ?? this.#beganAtMs) + maxRunSeconds * 1_000 - this.#beganAtMs;
    const expire = () => {
      const message = `The run was not over within ${maxRunSeconds} s, the limit of its flow. Raise the limit, or make the flow shorter.`;
      this.#fatal = { code: 'run_expired', message };
      this.#out.rouse();
    };
    if (leftMs <= 0) expire();
    else if (leftMs < 2 ** 31) this.#deadline = setTimeout(expire, leftMs);
  }

  /** Steps that were out when an earlier activation died: sent again where that is safe, else their outcome is unknown. */
  #takeOver(): void {
    for (const step of this.#active.steps) {
      if (step.status !== 'running') continue;
      const { definition } = planNodeOf(this.#active, step.nodeId);
      const once = effectClassOf(definition, step.input) === 'once' && step.effect === 'sent';
      if (once) this.#apply(step, lostEffect());
      else {
        this.#out.reserve();
        this.#out.add(step);
      }
    }
  }

  /** A waiting step goes on when what it waited for has come. */
  async #resumeWaits(): Promise<void> {
    for (const step of this.#active.steps) {
      if (step.status !== 'waiting') continue;
      const resumed = resumeStep(step, this.#waits, this.#shop.clock.now());
      if (resumed === 'waits') continue;
      this.#active.dirty.add(step);
      this.#put(step);
      if (resumed !== 'goes_on') {
        this.#out.results.push({ step, outcome: resumed });
        continue;
      }
      const failure = step.input === null ? await resolveInput(this.#shop, this.#active, step) : undefined;
      if (failure) this.#out.results.push({ step, outcome: failure });
      else {
        this.#out.reserve();
        this.#launchLater(step);
      }
    }
  }

  #launchLater(step: ActiveStep): void {
    if (needsIntent(planNodeOf(this.#active, step.nodeId), step.input)) step.effect = 'sent';
    this.#out.add(step);
  }

  /** Starts what can start; pure steps are finished here, so the fold repeats until an effect, a wait or the end. */
  async #advance(): Promise<Advance> {
    for (;;) {
      for (const { step, outcome } of this.#out.results.splice(0)) {
        // An answer for a step that was given up changes nothing but what is known of its effect.
        if (step.status === 'cancelled') this.#noteLate(step, outcome);
        else this.#apply(step, outcome);
      }
      this.#checkSize();
      const advance = this.#fold.advance();
      if (this.#fatal || advance.end) return advance;
      if (await this.#endLoops(advance)) continue;
      if (this.#active.dirty.size >= mostUnsaved) return advance;
      const next = await this.#startable(advance.start);
      if (next.length === 0) return advance;
      for (const place of next) await this.#start(place);
      this.#out.release();
    }
  }

  #noteLate(step: ActiveStep, outcome: StepOutcome): void {
    if (step.effect !== 'sent' || outcome.kind !== 'done') return;
    step.effect = 'done';
    step.output = outcome.output;
    step.outputText = null;
    this.#active.dirty.add(step);
  }

  #checkSize(): void {
    const { row, steps } = this.#active;
    if (row.bytes > mostBytes)
      this.#fatal ??= {
        code: 'run_too_large',
        message: `The inputs and outputs of the run's steps have more than ${mostBytes / 1_000_000} MB. Pass on only what later steps need.`,
      };
    if (steps.length >= mostSteps)
      this.#fatal ??= {
        code: 'too_many_steps',
        message: `The run has ${mostSteps} steps, the most that one run may have. Loop over fewer items.`,
      };
  }

  /** Takes in the items that ended and ends the loops that are over. True when the fold has to be asked again. */
  async #endLoops({ items, loops }: Advance): Promise<boolean> {
    for (const item of items) {
      const loop = this.#loopStep(item.loopId);
      if (loop && (await takeItem(this.#shop, this.#active, loop, item)))
        this.#fold.failItem(item.loopId, item.index);
    }
    if (items.length > 0) return true;
    for (const loop of loops) this.#endLoop(loop);
    return loops.length > 0;
  }

  #loopStep(loopId: string): ActiveStep | undefined {
    return this.#active.steps.find(({ nodeId, path }) => nodeId === loopId && path === '');
  }

  #endLoop({ nodeId, failed: isFailed }: LoopEnd): void {
    const loop = this.#loopStep(nodeId);
    if (!loop) return;
    const { plan } = this.#active.version;
    const inside = this.#active.steps.filter((step) => plan.nodes.get(step.nodeId)?.loop === nodeId);
    this.#giveUp(inside);
    loop.wait = null;
    this.#apply(loop, loopResult(this.#active, loop, isFailed));
  }

  /** Steps that are not over and whose end nobody waits for any more. */
  #giveUp(steps: readonly ActiveStep[], error: StepError | null = null): void {
    const now = this.#shop.clock.now();
    for (const step of steps) {
      if (step.status !== 'running' && step.status !== 'waiting') continue;
      this.#out.giveUp(step);
      step.status = 'cancelled';
      step.wait = null;
      step.endedAtMs = now;
      step.error = error;
      step.timer = undefined;
      this.#active.dirty.add(step);
      this.#put(step);
    }
  }

  /** What may start now: within the limit of the run, in this lane. */
  async #startable(places: readonly Place[]): Promise<Place[]> {
    this.#wantsLane = undefined;
    const room = Math.max(0, mostAtOnce - this.#out.busy);
    const startable: Place[] = [];
    for (const place of places.slice(0, room)) {
      if (await this.#belongsElsewhere(place)) this.#wantsLane = 'ai';
      else if (!mayCallOut(planNodeOf(this.#active, place.nodeId)) || this.#out.reserve())
        startable.push(place);
    }
    return startable;
  }

  async #belongsElsewhere({ nodeId }: Place): Promise<boolean> {
    const { definition, node } = planNodeOf(this.#active, nodeId);
    if (definition.lane !== 'ai' || this.#active.lane === 'ai') return false;
    const { employee } = node.config;
    if (typeof employee !== 'string') return false;
    const { workspaceId, id: runId } = this.#active.row;
    return this.#shop.worksSlowly({ workspaceId, runId }, employee);
  }

  async #start(place: Place): Promise<void> {
    const step = newStep(this.#active, place, this.#shop.clock.now());
    const failure = await resolveInput(this.#shop, this.#active, step);
    this.#put(step);
    if (failure) this.#out.results.push({ step, outcome: failure });
    else if (needsIntent(planNodeOf(this.#active, place.nodeId), step.input)) this.#launchLater(step);
    else this.#out.results.push({ step, outcome: await executeStep(this.#shop, this.#active, step, never) });
  }

  async #save(): Promise<boolean> {
    // A takeover commits before it sends anything again, also where it has nothing to write.
    const takesOver = this.#active.epochSeen !== this.#active.epochAfter && this.#out.toLaunch > 0;
    if (!takesOver && this.#active.dirty.size === 0) return true;
    this.#shop.crashPoint('before-checkpoint');
    const saved = await saveProgress(this.#shop, this.#active, { status: 'running' });
    this.#shop.crashPoint(this.#out.toLaunch > 0 ? 'after-intent' : 'after-checkpoint');
    return saved;
  }

  /** A long run goes to the end of the queue where others wait. */
  async #yield(): Promise<boolean> {
    const worked = this.#shop.clock.now() - this.#beganAtMs;
    const { lane } = this.#active;
    if (worked < fairMs || (worked < longestMs && !this.#shop.slots.isFull(lane))) return false;
    if (this.#out.busy > 0) return false;
    await saveProgress(this.#shop, this.#active, { status: 'queued', requeue: lane });
    return true;
  }

  /** True when the run is parked or lost; false when it was woken meanwhile and goes on. */
  async #park(): Promise<boolean> {
    if (await this.#hasEarlyAnswer()) return false;
    this.#onEnding();
    this.#shop.crashPoint('before-park');
    const { wakes } = this.#active.row;
    if (await saveProgress(this.#shop, this.#active, { status: 'waiting', parkedAtWakes: wakes })) {
      this.#shop.crashPoint('after-park');
      return true;
    }
    // What was read is not how the run stands: whoever holds the job reads it again.
    if (this.#active.epochSeen !== this.#active.epochAfter) return true;
    const [row] = await this.#shop.sql.query<{ epoch: number; wakes: number; status: number }>(
      'read-wakes',
      'select epoch, wakes, status from engine.run where id = $1',
      [this.#active.row.id],
    );
    if (!row || row.epoch !== this.#active.epochSeen || row.wakes === wakes || row.status >= 4) return true;
    this.#active.row.wakes = row.wakes;
    await this.#lookAgain();
    return false;
  }

  /** A callback may have come before its wait was recorded: then no wake will follow. */
  async #hasEarlyAnswer(): Promise<boolean> {
    const fresh = [...this.#unasked].filter(({ wait }) => wait === 'callback');
    if (fresh.length === 0) return false;
    await this.#lookAgain();
    return fresh.some((step) => this.#waits.answers.has(answerKey(step)));
  }

  async #lookAgain(): Promise<void> {
    const { id } = this.#active.row;
    // What a person decided stands in the stored step; all else of it is ours.
    const stored = (await loadSteps(this.#shop.sql, [id])).get(id) ?? [];
    for (const { seq, meta } of stored) {
      const step = this.#active.steps[seq - 1];
      if (step?.wait === 'in_doubt' && !this.#active.dirty.has(step)) step.meta = meta;
    }
    const waits = (await loadWaits(this.#shop.sql, new Map([[id, this.#active.steps]]))).get(id);
    this.#unasked.clear();
    if (!waits) return;
    // A wait that this very commit wanted to write has no timer yet and still waits.
    for (const step of this.#active.dirty) if (step.timer) waits.timers.add(step.seq);
    this.#waits = waits;
  }

  async #finish(end: 'succeeded' | 'failed', fatal?: StepError): Promise<void> {
    const now = this.#shop.clock.now();
    const open = this.#active.steps.filter(({ status }) => status === 'running' || status === 'waiting');
    this.#giveUp(open, fatal ?? null);
    const last = this.#active.steps.at(-1);
    // Every failure stands at a step, so that people see how far the run came.
    if (fatal && open.length === 0 && last) {
      last.error = fatal;
      last.port = null;
      this.#active.dirty.add(last);
    }
    this.#onEnding();
    this.#shop.crashPoint('before-finish');
    await saveProgress(this.#shop, this.#active, {
      status: end,
      endedAtMs: now,
      ...(fatal ? { fatal } : {}),
    });
    this.#shop.crashPoint('after-finish');
  }
}
