import { type ParsedCron, parseCron } from './parse-cron.ts';
import type { When } from './schedule.schema.ts';
import { changeBetween, offsetAt } from './zone-time.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * The planned instants strictly after `afterMs`, ascending, in ms since the epoch. Where the clocks of the zone
 * change: a time that is skipped comes at the first moment after the gap, one that is repeated comes once. A
 * schedule that names no hour goes by elapsed time instead, so that "every 5 minutes" has no hole of an hour.
 * Throws on a cron expression or zone that `cronProblem` or `zoneProblem` has a sentence for.
 */
export function* occurrences({ cron, timezone }: When, afterMs: number): Generator<number, void> {
  const parsed = parseCron(cron);
  let last = afterMs;
  const today = Math.floor((afterMs + offsetAt(timezone, afterMs)) / dayMs) * dayMs;
  // From yesterday on: clocks that go back at midnight repeat the end of the day before.
  let day = parsed.dayFrom(today - dayMs);
  while (day !== undefined) {
    for (const instant of instantsOf(parsed, timezone, day)) {
      if (instant <= last) continue;
      last = instant;
      yield instant;
    }
    day = parsed.dayFrom(day + dayMs);
  }
}

/** The first planned instant after `afterMs`; undefined when none comes. */
export function nextOccurrence(when: When, afterMs: number): number | undefined {
  return occurrences(when, afterMs).next().value ?? undefined;
}

/** The next `count` planned instants after `afterMs`. */
export function nextOccurrences(when: When, afterMs: number, count: number): number[] {
  return [...occurrences(when, afterMs).take(count)];
}

/** The instants of one day on the wall, ascending. */
function instantsOf(parsed: ParsedCron, zone: string, day: number): Iterable<number> {
  // The day lies between these two in every zone, and no zone changes its clocks twice in three days.
  const before = offsetAt(zone, day - dayMs);
  const after = offsetAt(zone, day + 2 * dayMs);
  const times = wallTimes(parsed, day);
  if (before === after) return times.map((wall) => wall - before);
  const gapEnd = changeBetween(zone, day - dayMs, day + 2 * dayMs);
  const instants = [...times].flatMap((wall) => {
    const real = [wall - before, wall - after].filter((at) => at + offsetAt(zone, at) === wall);
    if (parsed.everyHour) return real;
    return real.length === 0 ? [gapEnd] : [Math.min(...real)];
  });
  return instants.sort((a, b) => a - b);
}

function* wallTimes({ hours, minutes }: ParsedCron, day: number): Generator<number, void> {
  for (const hour of hours) for (const minute of minutes) yield day + hour * hourMs + minute * minuteMs;
}
