import { describe, expect, it } from 'vitest';
import { dueTime, planFiring } from './plan-firing.ts';

const at = (text: string) => Date.parse(`2026-11-${text}Z`);
const daily = { cron: '0 9 * * *', timezone: 'UTC', missed: 'once' as const };
const everyMinute = { ...daily, cron: '* * * * *' };

describe('a due schedule', () => {
  it('fires while it is late by up to a minute', () => {
    for (const now of ['23T09:00:00.000', '23T09:00:00.120', '23T09:01:00.000'])
      expect(planFiring(daily, at('23T09:00:00'), at(now))).toEqual({
        fires: at('23T09:00:00'),
        missed: [],
        missedCount: 0,
        nextAt: at('24T09:00:00'),
      });
  });

  it('fires once for all times that it missed, and goes on with the first that it did not miss', () => {
    expect(planFiring(daily, at('20T09:00:00'), at('23T09:00:30'))).toEqual({
      fires: at('20T09:00:00'),
      missed: [at('20T09:00:00'), at('21T09:00:00'), at('22T09:00:00')],
      missedCount: 3,
      nextAt: at('23T09:00:00'),
    });
  });

  it('skips what it missed where it is told to', () => {
    const skipping = { ...daily, missed: 'skip' as const };
    expect(planFiring(skipping, at('23T09:00:00'), at('23T09:01:00.001'))).toEqual({
      fires: undefined,
      missed: [at('23T09:00:00')],
      missedCount: 1,
      nextAt: at('24T09:00:00'),
    });
  });

  it('lists 100 missed times and counts on', () => {
    const { missed, missedCount, nextAt } = planFiring(everyMinute, at('22T09:00:00'), at('23T09:00:30'));
    expect(missed).toHaveLength(100);
    expect(missedCount).toBe(1_440);
    expect(nextAt).toBe(at('23T09:00:00'));
  });

  it('stops counting after 10,000, so that a year of downtime is no long sweep', () => {
    const { missedCount } = planFiring(everyMinute, Date.UTC(2025, 10, 23), at('23T09:00:30'));
    expect(missedCount).toBe(10_000);
  });

  it('starts nothing for a time of an older schedule', () => {
    expect(planFiring(daily, at('23T10:00:00'), at('23T10:00:01'))).toEqual({
      fires: undefined,
      missed: [],
      missedCount: 0,
      nextAt: at('24T09:00:00'),
    });
  });
});

describe('the timer of a schedule', () => {
  it.each([
    ['is set where there is none', undefined, '24T09:00:00'],
    ['stays where it is right', '24T09:00:00', '24T09:00:00'],
    ['stays while it is due and not yet swept', '23T09:00:00', '23T09:00:00'],
    ['moves where it belongs to another schedule', '24T08:00:00', '24T09:00:00'],
    ['comes back where the clock was put back', '26T09:00:00', '24T09:00:00'],
  ])('%s', (_, now, expected) => {
    const dueAt = now === undefined ? undefined : at(now);
    expect(dueTime(daily, dueAt, at('23T09:00:20'))).toBe(at(expected));
  });
});
