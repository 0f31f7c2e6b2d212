import type { ActiveRun, ActiveStep, RunShop } from './activation.types.ts';
import { Aborted, executeStep, type StepOutcome } from './execute-step.ts';

type Out = { work: Promise<void>; stop: AbortController; giveBack: () => void };

/** The steps of one activation that call outside: those whose intent goes with the next commit, and those that are out. */
export class StepsOut {
  /** What came back and was not taken in yet. */
  results: { step: ActiveStep; outcome: StepOutcome }[] = [];
  readonly #shop: RunShop;
  readonly #active: ActiveRun;
  readonly #inFlight = new Map<number, Out>();
  #toLaunch: ActiveStep[] = [];
  #reserved: (() => void)[] = [];
  #broken: unknown;
  #rouse: () => void = () => {};

  constructor(shop: RunShop, active: ActiveRun) {
    this.#shop = shop;
    this.#active = active;
    active.signal.addEventListener('abort', this.#stopAll, { once: true });
  }

  readonly #stopAll = () => {
    for (const { stop } of this.#inFlight.values()) stop.abort();
    this.#rouse();
  };

  get toLaunch(): number {
    return this.#toLaunch.length;
  }

  get busy(): number {
    return this.#toLaunch.length + this.#inFlight.size;
  }

  /**
   * Room for one more, taken before its intent is committed: what is said to be sent is sent at once. The first uses
   * the slot of the activation itself.
   */
  reserve(): boolean {
    const isFirst = this.busy + this.#reserved.length === 0;
    const slot = isFirst ? () => {} : this.#shop.slots.takeExtra(this.#active.lane);
    if (!slot) return false;
    this.#reserved.push(slot);
    return true;
  }

  /** Gives back what was reserved for steps that turned out to call nobody. */
  release(): void {
    for (const giveBack of this.#reserved.splice(this.#toLaunch.length)) giveBack();
  }

  /** Its intent goes with the next commit, then `launch` sends it out. */
  add(step: ActiveStep): void {
    this.#toLaunch.push(step);
  }

  launch(): void {
    for (const step of this.#toLaunch.splice(0)) {
      const giveBack = this.#reserved.shift() ?? (() => {});
      const stop = new AbortController();
      const work = this.#execute(step, stop).finally(() => {
        if (this.#inFlight.delete(step.seq)) giveBack();
      });
      this.#inFlight.set(step.seq, { work, stop, giveBack });
    }
  }

  async #execute(step: ActiveStep, stop: AbortController): Promise<void> {
    try {
      const outcome = await executeStep(this.#shop, this.#active, step, stop);
      this.#shop.crashPoint('after-effect');
      this.results.push({ step, outcome });
    } catch (error) {
      // A step that was given up alone; the run goes on.
      if (error instanceof Aborted && stop.signal.aborted && !this.#active.signal.aborted) return;
      this.#broken ??= error;
    }
  }

  /** Resolves when something has come back, also during the last commit, or when `rouse` is called. */
  async next(): Promise<void> {
    if (this.results.length > 0 || this.#inFlight.size === 0) return;
    const roused = new Promise<void>((resolve) => {
      this.#rouse = resolve;
    });
    await Promise.race([roused, ...[...this.#inFlight.values()].map(({ work }) => work)]);
  }

  /** Throws what broke the activation: it was aborted, or a step rejected. */
  check(): void {
    if (this.#broken !== undefined) throw this.#broken;
    if (this.#active.signal.aborted) throw new Aborted();
  }

  rouse(): void {
    this.#rouse();
  }

  /** Nobody waits for its answer any more. */
  giveUp(step: ActiveStep): void {
    this.#inFlight.get(step.seq)?.stop.abort();
    this.#toLaunch = this.#toLaunch.filter((other) => other !== step);
  }

  /** Whatever is still out is told to stop, and gives its slot back. */
  close(): void {
    this.#active.signal.removeEventListener('abort', this.#stopAll);
    for (const { stop, giveBack } of this.#inFlight.values()) {
      stop.abort();
      giveBack();
    }
    this.#inFlight.clear();
    for (const giveBack of this.#reserved.splice(0)) giveBack();
  }
}
