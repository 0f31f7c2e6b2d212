import { toMoment } from '../../shape/moment.ts';

export const delayUnits = ['seconds', 'minutes', 'hours', 'days'] as const;
export type DelayUnit = (typeof delayUnits)[number];

export const mostDelayDays = 365;
export const tooLong = `A delay lasts at most ${mostDelayDays} days. Start another run for what comes later.`;

const msOf: Readonly<Record<DelayUnit, number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** Milliseconds of a stored amount and unit; undefined where one of them is not known yet. */
export function durationMs(amount: unknown, unit: unknown): number | undefined {
  const known = delayUnits.find((name) => name === unit);
  return typeof amount === 'number' && known ? Math.round(amount * msOf[known]) : undefined;
}

export type DelayConfig = {
  mode: 'for' | 'until';
  amount: number;
  unit: DelayUnit;
  until?: string | number | null | undefined;
};

export type DelayEnd =
  | { ok: true; untilMs: number }
  | { ok: false; code: string; message: string; path: string };

/** When a delay that begins at `startMs` is over; it may lie in the past. Times are ms since the epoch. */
export function delayEnd(config: DelayConfig, startMs: number): DelayEnd {
  const untilMs =
    config.mode === 'for' ? startMs + (durationMs(config.amount, config.unit) ?? 0) : timeOf(config.until);
  const path = config.mode === 'for' ? 'amount' : 'until';
  if (untilMs === undefined) {
    const given =
      config.until === '' || config.until == null
        ? 'there is none here'
        : `this is "${String(config.until).slice(0, 100)}"`;
    const message = `Until is no time: ${given}. It takes a time such as 2026-11-23T09:00:00Z, or a date.`;
    return { ok: false, code: 'not_a_time', message, path };
  }
  if (untilMs - startMs > mostDelayDays * msOf.days)
    return { ok: false, code: 'delay_too_long', message: tooLong, path };
  return { ok: true, untilMs };
}

function timeOf(until: DelayConfig['until']): number | undefined {
  const moment = toMoment(until);
  return moment === null ? undefined : Date.parse(moment);
}
