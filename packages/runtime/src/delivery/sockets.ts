/**
 * The sockets of a process for deliveries. Lines that keep failing share a part of their own, so that a thousand
 * dead endpoints take no time from a healthy one.
 */
export type Sockets = {
  /** Undefined when none is free; then `whenFree` tells. What is returned gives the socket back. */
  take(suspect: boolean): (() => void) | undefined;
  /** Calls back once, when a socket of that part is given back. Returns what takes the wish back. */
  whenFree(suspect: boolean, callback: () => void): () => void;
  used(): number;
};

export function createSockets(total = 256, forSuspects = Math.min(64, Math.floor(total / 4))): Sockets {
  const parts = { suspect: part(forSuspects), trusted: part(total - forSuspects) };
  const partOf = (suspect: boolean) => (suspect ? parts.suspect : parts.trusted);
  return {
    take: (suspect) => partOf(suspect).take(),
    whenFree: (suspect, callback) => partOf(suspect).whenFree(callback),
    used: () => parts.suspect.used() + parts.trusted.used(),
  };
}

function part(size: number) {
  let used = 0;
  const waiting = new Set<() => void>();
  return {
    used: () => used,
    take(): (() => void) | undefined {
      if (used >= size) return undefined;
      used += 1;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        used -= 1;
        const [next] = waiting;
        if (next === undefined) return;
        waiting.delete(next);
        next();
      };
    },
    whenFree(callback: () => void): () => void {
      waiting.add(callback);
      return () => waiting.delete(callback);
    },
  };
}
