import { Cron, CronPattern } from 'croner';

/** A cron expression taken apart. Times are those of a clock on the wall; which instants they are, a zone decides. */
export type ParsedCron = {
  minutes: readonly number[];
  hours: readonly number[];
  /** Names no hour: such a schedule goes by elapsed time. */
  everyHour: boolean;
  /** The first matching day at or after `dayMs`, both as midnight in UTC in ms; undefined when none ever comes. */
  dayFrom: (dayMs: number) => number | undefined;
};

const fieldNames = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const;
const fieldRanges = [
  'from 0 to 59',
  'from 0 to 23',
  'from 1 to 31, or L for the last one',
  'from 1 to 12, or JAN to DEC',
  'from 0 (Sunday) to 6, or SUN to SAT',
] as const;
const example = '`0 9 * * 1-5` is 09:00 from Monday to Friday';

/**
 * Five fields: minute, hour, day of the month, month, day of the week; nothing finer than a minute. Where both
 * kinds of days are given, either is enough. Throws on what `cronProblem` has a sentence for.
 */
export function parseCron(cron: string): ParsedCron {
  const [, , days, months, weekdays] = cron.trim().split(/\s+/);
  const pattern = new CronPattern(cron.trim(), 'UTC', { mode: '5-part' });
  const midnights = new Cron(`0 0 ${days} ${months} ${weekdays}`, {
    mode: '5-part',
    timezone: 'UTC',
    paused: true,
  });
  const hours = chosen(pattern.hour);
  return {
    minutes: chosen(pattern.minute),
    hours,
    everyHour: hours.length === 24,
    // Croner looks strictly after the moment it is given, in whole seconds.
    dayFrom: (dayMs) => midnights.nextRun(new Date(dayMs - 1_000))?.getTime(),
  };
}

const chosen = (flags: readonly number[]) => flags.flatMap((flag, value) => (flag ? [value] : []));

/** What is wrong with a cron expression, in a sentence that says how to write it; undefined when nothing is. */
export function cronProblem(cron: string): string | undefined {
  const fields = cron.trim() === '' ? [] : cron.trim().split(/\s+/);
  if (fields.length === 6 || fields.length === 7)
    return `A schedule has five fields and no seconds: once a minute is the finest. ${example}.`;
  if (fields.length !== 5)
    return `A schedule has five fields: ${fieldNames.join(', ')}; here are ${fields.length}. ${example}.`;
  const bad = fields.findIndex((field, index) => !isField(field, index));
  if (bad !== -1)
    return `"${fields[bad]}" cannot be read as the ${fieldNames[bad]}: it takes numbers ${fieldRanges[bad]}, ranges 1-5, lists 1,3 and steps */5.`;
  if (parseCron(cron).dayFrom(Date.UTC(2024, 0, 1)) === undefined)
    return 'This day never comes: no such month has that many days.';
  return undefined;
}

function isField(field: string, index: number): boolean {
  // A question mark and a plus mean different things to different programs.
  if (/[?+]/.test(field)) return false;
  const fields = fieldNames.map((_, other) => (other === index ? field : '*'));
  try {
    new CronPattern(fields.join(' '), 'UTC', { mode: '5-part' });
    return true;
  } catch {
    return false;
  }
}
