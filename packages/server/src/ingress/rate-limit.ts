/** Counts calls in fixed windows, by name. Bounded: a flood of names costs counters, not memory. */
export type RateLimit = {
  /** 0 when the call may pass, else the seconds until the window ends. */
  secondsToWait(name: string): number;
};

const mostNames = 10_000;

/** At most `most` calls a name and `windowMs`. `now` is ms since the epoch. */
export function createRateLimit(most: number, windowMs: number, now: () => number): RateLimit {
  let windowStart = now();
  let counts = new Map<string, number>();
  return {
    secondsToWait(name) {
      const at = now();
      if (at - windowStart >= windowMs) {
        windowStart = at - ((at - windowStart) % windowMs);
        counts = new Map();
      }
      const count = (counts.get(name) ?? 0) + 1;
      if (counts.size < mostNames || counts.has(name)) counts.set(name, count);
      return count <= most ? 0 : Math.max(1, Math.ceil((windowStart + windowMs - at) / 1_000));
    },
  };
}

/** How many refused requests of an ingress are kept; the others are counted. */
export type CaptureBudget = {
  /** Undefined when this one is not kept, else how many were not since the last that was. */
  take(ingressId: string): number | undefined;
};

type Bucket = { tokens: number; filledAt: number; suppressed: number };

/** `perSecond` on average, `burst` at once. */
export function createCaptureBudget(perSecond: number, burst: number, now: () => number): CaptureBudget {
  const buckets = new Map<string, Bucket>();
  return {
    take(ingressId) {
      const at = now();
      const bucket = buckets.get(ingressId) ?? { tokens: burst, filledAt: at, suppressed: 0 };
      bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.filledAt) / 1_000) * perSecond);
      bucket.filledAt = at;
      buckets.delete(ingressId);
      buckets.set(ingressId, bucket);
      if (buckets.size > mostNames) buckets.delete(buckets.keys().next().value as string);
      if (bucket.tokens < 1) {
        bucket.suppressed += 1;
        return undefined;
      }
      bucket.tokens -= 1;
      const { suppressed } = bucket;
      bucket.suppressed = 0;
      return suppressed;
    },
  };
}
