/**
 * Room for executing work in a process, shared by lanes: a lane may take at most its part, and no more than the
 * others have left over.
 */
export type LaneSlots = {
  /** How many the lane may ever hold. */
  readonly most: number;
  /** How many it may take now. */
  free(): number;
  take(count: number): void;
  giveBack(count: number): void;
  /** Calls back once, when a slot was given back by any lane. */
  whenFree(callback: () => void): void;
};

/** `total` slots; each call gives a lane its view of them, with at most `most`. */
export function shareSlots(total: number): (most?: number) => LaneSlots {
  let used = 0;
  let waiting: (() => void)[] = [];
  return (most = total) => {
    let mine = 0;
    return {
      most,
      free: () => Math.max(0, Math.min(total - used, most - mine)),
      take(count) {
        mine += count;
        used += count;
      },
      giveBack(count) {
        if (count === 0) return;
        mine -= count;
        used -= count;
        const told = waiting;
        waiting = [];
        for (const callback of told) callback();
      },
      whenFree: (callback) => {
        waiting.push(callback);
      },
    };
  };
}
