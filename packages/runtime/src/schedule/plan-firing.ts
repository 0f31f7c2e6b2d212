import { nextOccurrence, occurrences } from '@sista/shared/schedule/next-occurrence';
import type { MissedPolicy, When } from '@sista/shared/schedule/schedule.schema';

/** Up to this late a planned time is on time; later it was missed. In ms. */
export const onTimeMs = 60_000;
const mostListed = 100;
/** Counting goes no further: after a year of downtime a sweep must still be short. */
const mostCounted = 10_000;

/** What a due timer of a schedule leads to. Times are in ms since the epoch, ascending. */
export type Firing = {
  /** The planned time of the run to start. */
  fires: number | undefined;
  /** The first of the missed times. */
  missed: readonly number[];
  missedCount: number;
  /** May be past already: then it is due in the next sweep. Undefined when no time comes any more. */
  nextAt: number | undefined;
};

/**
 * On time it fires. Later, all that was missed leads to one run or none, and the next time is the first that is not
 * missed. A time that the schedule does not have was set by an older version of the flow: it only moves on.
 */
export function planFiring(schedule: When & { missed: MissedPolicy }, dueAt: number, now: number): Firing {
  const nothing = { fires: undefined, missed: [], missedCount: 0 };
  if (!isOccurrence(schedule, dueAt)) return { ...nothing, nextAt: nextOccurrence(schedule, now) };
  const missedBefore = now - onTimeMs;
  if (dueAt >= missedBefore) return { ...nothing, fires: dueAt, nextAt: nextOccurrence(schedule, dueAt) };
  const missed: number[] = [];
  let missedCount = 0;
  for (const time of occurrences(schedule, dueAt - 1)) {
    if (time >= missedBefore || missedCount === mostCounted) break;
    if (missed.length < mostListed) missed.push(time);
    missedCount += 1;
  }
  return {
    fires: schedule.missed === 'once' ? dueAt : undefined,
    missed,
    missedCount,
    nextAt: nextOccurrence(schedule, missedBefore - 1),
  };
}

/**
 * When the timer of a live schedule has to be due. One that is right stays, also while it is due and not yet swept;
 * one of another schedule, or further away than the next time since the clock was put back, is set anew.
 */
export function dueTime(schedule: When, dueAt: number | undefined, now: number): number | undefined {
  const next = nextOccurrence(schedule, now);
  if (dueAt === undefined || next === undefined) return next;
  return dueAt <= next && isOccurrence(schedule, dueAt) ? dueAt : next;
}

const isOccurrence = (when: When, at: number) => nextOccurrence(when, at - 1) === at;
