import type { Plan } from './compile-version.ts';
import { foldScope, type NodeState, type ScopeFold, type StepState } from './fold-scope.ts';

export type { NodeState, StepState } from './fold-scope.ts';

export type Place = { nodeId: string; path: string };
/** A loop whose items are over, or one of whose items failed where that stops it. */
export type LoopEnd = { nodeId: string; failed: boolean };
export type ItemEnd = { loopId: string; index: number; failed: boolean };

export type Advance = {
  /** What to start now. */
  start: Place[];
  /** Nothing to start and nothing executing, but something waits. */
  park: boolean;
  end?: 'succeeded' | 'failed';
  /** Items that ended since the last look; their loops are not over before these were taken in. */
  items: ItemEnd[];
  /** Loops to be ended: their step waits for it. */
  loops: LoopEnd[];
  /** The state of every node outside loops, skipped ones included: skips are derived here and stored nowhere. */
  nodes: Map<string, NodeState>;
};

export type LoopProgress = { count: number; done: number; failed: number };

/** The items of one loop. Only those in progress are looked at again, so a long loop costs no more than a short one. */
type LoopFold = {
  active: Map<number, Map<string, StepState>>;
  next: number;
  ended: Set<number>;
  failed: Set<number>;
  /** Items that nobody has been told of yet. */
  news: ItemEnd[];
};

/**
 * What a run does next, from its version and its steps alone: no clock, no I/O, so that any process can continue any
 * run and the viewer derives the same picture. Steps are put in one at a time, in any state of theirs; the last counts.
 */
export class RunFold {
  readonly #plan: Plan;
  readonly #root = new Map<string, StepState>();
  readonly #loops = new Map<string, LoopFold>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  put(step: StepState): void {
    const loopId = this.#plan.nodes.get(step.nodeId)?.loop ?? null;
    if (loopId === null) {
      this.#root.set(step.nodeId, step);
      return;
    }
    const index = Number(step.path);
    const loop = this.#loop(loopId);
    // What comes late for an item that is over changes nothing.
    if (loop.ended.has(index)) return;
    const item = loop.active.get(index) ?? new Map<string, StepState>();
    item.set(step.nodeId, step);
    loop.active.set(index, item);
  }

  advance(): Advance {
    const fold = foldScope(this.#plan, this.#plan.order, this.#root);
    const start: Place[] = fold.start.map((nodeId) => ({ nodeId, path: '' }));
    const advance: Advance = { start, park: false, items: [], loops: [], nodes: fold.nodes };
    let { executing, waiting, ends } = fold;
    for (const [loopId, step] of this.#underWay()) {
      const inside = this.#advanceLoop(loopId, step, advance);
      executing ||= inside.executing;
      waiting ||= inside.waiting;
      ends ??= inside.ends;
    }
    if (ends) return { ...advance, start: [], end: ends };
    if (fold.broken) return { ...advance, start: [], end: 'failed' };
    if (advance.items.length > 0 || advance.loops.length > 0) return advance;
    if (advance.start.length > 0 || executing) return advance;
    return waiting ? { ...advance, park: true } : { ...advance, end: 'succeeded' };
  }

  /** Marks an item as failed that had ended well: its result could not be made. */
  failItem(loopId: string, index: number): void {
    this.#loop(loopId).failed.add(index);
  }

  progressOf(loopId: string): LoopProgress | undefined {
    const count = this.#root.get(loopId)?.loop?.count;
    if (count === undefined) return undefined;
    const { ended, failed } = this.#loop(loopId);
    return { count, done: ended.size, failed: failed.size };
  }

  *#underWay(): Iterable<[string, StepState & { loop: NonNullable<StepState['loop']> }]> {
    for (const [id, step] of this.#root) {
      const { loop } = step;
      if (step.status === 'waiting' && loop) yield [id, { ...step, loop }];
    }
  }

  #loop(loopId: string): LoopFold {
    const known = this.#loops.get(loopId);
    if (known) return known;
    const fresh: LoopFold = { active: new Map(), next: 0, ended: new Set(), failed: new Set(), news: [] };
    this.#loops.set(loopId, fresh);
    return fresh;
  }

  #advanceLoop(
    loopId: string,
    { loop: spec }: { loop: NonNullable<StepState['loop']> },
    advance: Advance,
  ): Pick<ScopeFold, 'executing' | 'waiting' | 'ends'> {
    const loop = this.#loop(loopId);
    const body = this.#plan.bodies.get(loopId) ?? [];
    const seen = { executing: false, waiting: false, ends: undefined as ScopeFold['ends'] };
    const stops = () => spec.onItemError === 'stop' && loop.failed.size > 0;
    const look = (index: number, item: Map<string, StepState>) => {
      const fold = foldScope(this.#plan, body, item);
      seen.ends ??= fold.ends;
      const busy = fold.executing || fold.waiting;
      if (fold.broken ? busy && spec.onItemError === 'collect' : busy || fold.start.length > 0) {
        seen.executing ||= fold.executing;
        seen.waiting ||= fold.waiting;
        // After a failure the item only waits for what is already out.
        if (!fold.broken)
          for (const nodeId of fold.start) advance.start.push({ nodeId, path: String(index) });
        return;
      }
      this.#endItem(loopId, index, fold.broken);
    };
    for (const [index, item] of loop.active) look(index, item);
    while (!stops() && loop.active.size < spec.atOnce && loop.next < spec.count) {
      const index = loop.next++;
      // Found again after a crash; one that had begun without a row begins anew.
      if (loop.active.has(index) || loop.ended.has(index)) continue;
      const item = new Map<string, StepState>();
      loop.active.set(index, item);
      look(index, item);
    }
    advance.items.push(...loop.news.splice(0));
    if (stops()) advance.loops.push({ nodeId: loopId, failed: true });
    else if (loop.ended.size === spec.count) advance.loops.push({ nodeId: loopId, failed: false });
    return seen;
  }

  #endItem(loopId: string, index: number, failed: boolean): void {
    const loop = this.#loop(loopId);
    loop.active.delete(index);
    loop.ended.add(index);
    if (failed) loop.failed.add(index);
    loop.news.push({ loopId, index, failed });
  }
}

/** One look at a run whose steps are all at hand. */
export function advanceRun(plan: Plan, steps: readonly StepState[]): Advance {
  const fold = new RunFold(plan);
  for (const step of steps) fold.put(step);
  return fold.advance();
}
