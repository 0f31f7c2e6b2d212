import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, nextOccurrences, occurrences } from './next-occurrence.ts';

const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
const next = (cron: string, timezone: string, after: string, count: number) =>
  nextOccurrences({ cron, timezone }, at(after), count).map(iso);

describe('the next times of a schedule', () => {
  it.each([
    ['0 9 * * 1-5', 'UTC', '2026-11-20T09:00:00Z', ['2026-11-23T09:00', '2026-11-24T09:00']],
    ['0 9 * * *', 'Asia/Kathmandu', '2026-11-23T00:00:00Z', ['2026-11-23T03:15', '2026-11-24T03:15']],
    ['0 0 L * *', 'UTC', '2027-01-31T00:00:00Z', ['2027-02-28T00:00', '2027-03-31T00:00']],
    ['0 8 * * MON#1', 'UTC', '2026-11-23T00:00:00Z', ['2026-12-07T08:00', '2027-01-04T08:00']],
    ['0 0 13 * 5', 'UTC', '2026-11-12T00:00:00Z', ['2026-11-13T00:00', '2026-11-20T00:00']],
    ['0 12 29 2 *', 'UTC', '2026-11-23T00:00:00Z', ['2028-02-29T12:00', '2032-02-29T12:00']],
    ['30 23 * * *', 'Pacific/Kiritimati', '2026-11-23T00:00:00Z', ['2026-11-23T09:30', '2026-11-24T09:30']],
    ['5 0 1 1 *', 'America/Los_Angeles', '2026-11-23T00:00:00Z', ['2027-01-01T08:05', '2028-01-01T08:05']],
  ])('%s in %s', (cron, zone, after, expected) => {
    expect(next(cron, zone, after, expected.length)).toEqual(expected);
  });

  it('come strictly after the given moment', () => {
    const when = { cron: '0 9 * * *', timezone: 'UTC' };
    expect(iso(nextOccurrence(when, at('2026-11-23T08:59:59.999Z')))).toBe('2026-11-23T09:00');
    expect(iso(nextOccurrence(when, at('2026-11-23T09:00:00.000Z')))).toBe('2026-11-24T09:00');
  });

  it('are none for a day that never comes', () => {
    expect(nextOccurrence({ cron: '0 0 31 2 *', timezone: 'UTC' }, 0)).toBeUndefined();
  });
});

describe('when the clocks go forward', () => {
  it.each([
    // Berlin has no 02:00 to 03:00 on 29 March 2026: 03:00 is 01:00 in UTC.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['*/20 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['0 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['0 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-08T07:00', '2026-03-09T06:00']],
    // Lord Howe has no 02:00 to 02:30 on 4 October 2026: 02:30 at +11:00 is 15:30 in UTC.
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
    ['45 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', ['2026-10-03T15:45', '2026-10-04T15:45']],
    // In Cairo the skipped hour is the first of the day: 24 April 2026 begins at 01:00.
    ['30 0 * * *', 'Africa/Cairo', '2026-04-23T12:00:00Z', ['2026-04-23T22:00', '2026-04-24T21:30']],
  ])('a skipped time comes at the first moment after the gap: %s in %s', (cron, zone, after, expected) => {
    expect(next(cron, zone, after, 2)).toEqual(expected);
  });

  it('a schedule without an hour goes on by elapsed time', () => {
    expect(next('*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:30',
      '2026-03-29T01:00',
      '2026-03-29T01:30',
    ]);
  });
});

describe('when the clocks go back', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['0,30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', ['2026-10-25T00:00', '2026-10-25T00:30']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    // On 5 April 2026 02:00 at +11:00 becomes 01:30 at +10:30.
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
    // In Cairo midnight of 30 October 2026 becomes 23:00 of the day before.
    ['30 23 * * *', 'Africa/Cairo', '2026-10-28T22:00:00Z', ['2026-10-29T20:30', '2026-10-30T21:30']],
  ])('a repeated time comes once: %s in %s', (cron, zone, after, expected) => {
    expect(next(cron, zone, after, 2)).toEqual(expected);
  });

  it('a time that was repeated does not come again when its second pass is still ahead', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45:00Z', 1)).toEqual(['2026-10-26T01:30']);
  });

  it('a schedule without an hour has no hole of an hour', () => {
    expect(next('0 * * * *', 'Europe/Berlin', '2026-10-24T23:00:00Z', 3)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
  });
});

describe('all times', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Cairo',
  ];
  const crons = ['*/7 * * * *', '30 2 * * *', '*/10 1-3 * * *', '0 0 1 * *', '15 23 * * 0', '0 */5 * * 1-5'];
  const start = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z') });

  it('ascend, whatever the zone, and are the same from wherever one starts to look', () => {
    fc.assert(
      fc.property(fc.constantFrom(...crons), fc.constantFrom(...zones), start, (cron, timezone, after) => {
        const when = { cron, timezone };
        const times = [...occurrences(when, after).take(20)];
        let last = after;
        for (const time of times) {
          expect(time).toBeGreaterThan(last);
          expect(nextOccurrence(when, last)).toBe(time);
          expect(nextOccurrence(when, time - 1)).toBe(time);
          last = time;
        }
      }),
      { numRuns: 60 },
    );
  });
});
