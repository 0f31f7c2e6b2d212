import type { LineEffect } from './decide-attempt.ts';

/**
 * What is remembered of an endpoint's line. It is
 *   closed     and sends up to `limit` at once, which starts at 1 and doubles with every round of successes;
 *   open       after 5 failures in a row: nothing is sent until `openUntil`;
 *   half-open  once `openUntil` has passed: one probe decides.
 * Times are ms since the epoch.
 */
export type LineState = {
  circuit: 'closed' | 'open';
  failures: number;
  throttles: number;
  openUntil: number | undefined;
  pausedUntil: number | undefined;
  failingSince: number | undefined;
  lastSuccessAt: number | undefined;
  limit: number;
  /** Successes since `limit` last changed. */
  round: number;
  /** When the next request may leave under the endpoint's rate limit. */
  rateClock: number | undefined;
};

export const freshLine: LineState = {
  circuit: 'closed',
  failures: 0,
  throttles: 0,
  openUntil: undefined,
  pausedUntil: undefined,
  failingSince: undefined,
  lastSuccessAt: undefined,
  limit: 1,
  round: 0,
  rateClock: undefined,
};

const failuresToOpen = 5;
const firstOpenMs = 30_000;
const longestOpenMs = 600_000;
const suspectFailures = 3;

/** The line after one attempt. `random` in [0, 1) spreads the opening by ±20 %. */
export function afterAttempt(
  state: LineState,
  effect: LineEffect,
  now: number,
  mostAtOnce: number,
  random: number,
): LineState {
  switch (effect.kind) {
    case 'none':
      return state;
    case 'alive':
      return paused(closed({ ...state, failures: 0 }), effect.pauseUntil);
    case 'success':
      return paused(succeeded(state, now, mostAtOnce), effect.pauseUntil);
    case 'throttled':
      return {
        ...paused(closed(state), effect.pauseUntil),
        throttles: state.throttles + 1,
        limit: 1,
        round: 0,
      };
    case 'failure':
      return failedLine(state, now, random);
  }
}

function succeeded(state: LineState, now: number, mostAtOnce: number): LineState {
  const next = { ...closed(state), failures: 0, throttles: 0, failingSince: undefined, lastSuccessAt: now };
  const full = next.round + 1 >= next.limit;
  if (!full) return { ...next, round: next.round + 1 };
  return { ...next, limit: Math.min(next.limit * 2, mostAtOnce), round: 0 };
}

/** Any answer shows that somebody is there; what was open goes on carefully. */
function closed(state: LineState): LineState {
  return state.circuit === 'closed'
    ? state
    : { ...state, circuit: 'closed', openUntil: undefined, limit: 1, round: 0 };
}

function paused(state: LineState, until: number | undefined): LineState {
  if (until === undefined) return state;
  return { ...state, pausedUntil: Math.max(until, state.pausedUntil ?? 0), limit: 1, round: 0 };
}

function failedLine(state: LineState, now: number, random: number): LineState {
  // What was in flight when it opened says nothing new.
  if (state.circuit === 'open' && (state.openUntil ?? 0) > now) return state;
  const failures = state.failures + 1;
  const failing = { ...state, failures, failingSince: state.failingSince ?? now, round: 0 };
  if (failures < failuresToOpen) return failing;
  const openMs = Math.min(firstOpenMs * 2 ** Math.min(failures - failuresToOpen, 10), longestOpenMs);
  return {
    ...failing,
    circuit: 'open',
    openUntil: now + Math.round(openMs * (0.8 + 0.4 * random)),
    limit: 1,
  };
}

/** How many more may be sent at once now. */
export function permits(state: LineState, inFlight: number, now: number): number {
  if (heldUntil(state, now) !== undefined) return 0;
  const limit = state.circuit === 'open' || isSuspect(state) ? 1 : state.limit;
  return Math.max(limit - inFlight, 0);
}

/** Until when nothing but last tries is sent; undefined when the line may send. */
export function heldUntil(state: LineState, now: number): number | undefined {
  const until = Math.max(state.openUntil ?? 0, state.pausedUntil ?? 0);
  return until > now ? until : undefined;
}

/** How long a success may wait to be remembered: it says only that the endpoint was well a moment ago. */
const rememberMs = 10_000;

/** Whether what is remembered of the line is too old to start from after a crash. */
export function isWorthKeeping(state: LineState, kept: LineState): boolean {
  return (
    state.circuit !== kept.circuit ||
    state.failures !== kept.failures ||
    state.throttles !== kept.throttles ||
    state.pausedUntil !== kept.pausedUntil ||
    state.rateClock !== kept.rateClock ||
    (state.lastSuccessAt ?? 0) - (kept.lastSuccessAt ?? 0) >= rememberMs
  );
}

/** Lines that keep failing share a few sockets of their own, so that they take none from the others. */
export function isSuspect(state: LineState): boolean {
  return state.failures >= suspectFailures;
}

export type RateLimit = { limit: number; per: 'second' | 'minute' | 'hour' };
const perMs = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/**
 * Takes one place of the endpoint's rate: the time at which it is free, and the clock after it. `60 per minute` is
 * one a second, not 60 at once: the burst is one second's worth.
 */
export function takeRate(
  clock: number | undefined,
  rate: RateLimit,
  now: number,
): { ok: true; clock: number } | { ok: false; at: number } {
  const gap = perMs[rate.per] / rate.limit;
  const burst = Math.max(Math.floor(1_000 / gap), 1);
  const due = Math.max(clock ?? 0, now - 1);
  const earliest = due - (burst - 1) * gap;
  return earliest > now
    ? { ok: false, at: Math.ceil(earliest) }
    : { ok: true, clock: Math.max(due, now) + gap };
}

/** How many of `most` the rate lets go now, and from when on the next; null is without a limit. */
export function placesOfRate(
  start: number | undefined,
  rate: RateLimit | null,
  most: number,
  now: number,
): { count: number; waitUntil?: number } {
  let clock = start;
  for (let count = 0; rate !== null && count < most; count += 1) {
    const taken = takeRate(clock, rate, now);
    if (!taken.ok) return { count, waitUntil: taken.at };
    clock = taken.clock;
  }
  return { count: most };
}
