import { describe, expect, it } from 'vitest';
import { describeCron } from './describe-cron.ts';
import { cronProblem } from './parse-cron.ts';
import { zoneProblem } from './zone-time.ts';

describe('a cron expression', () => {
  it.each(['* * * * *', '*/5 8-18 * * MON-FRI', '0 0 L * *', '0 9 15W * *', '0 9 * * 5L', '0 9 * JAN,JUL 7'])(
    'is read: %s',
    (cron) => {
      expect(cronProblem(cron)).toBeUndefined();
      expect(describeCron(cron)).toMatch(/^[A-Z]/);
    },
  );

  it.each([
    ['', 'here are 0'],
    ['@daily', 'here are 1'],
    ['* * * *', 'here are 4'],
    ['*/10 * * * * *', 'no seconds'],
    ['61 * * * *', '"61" cannot be read as the minute: it takes numbers from 0 to 59'],
    ['0 24 * * *', '"24" cannot be read as the hour'],
    ['0 0 0 * *', '"0" cannot be read as the day of the month'],
    ['0 0 * FOO *', '"FOO" cannot be read as the month'],
    ['0 0 * * 8', '"8" cannot be read as the day of the week'],
    ['*/0 * * * *', 'the minute'],
    ['? * * * *', 'the minute'],
    ['0 9 13 * +FRI', 'the day of the week'],
    ['0 0 30 2 *', 'never comes'],
  ])('is refused with a sentence: "%s"', (cron, sentence) => {
    expect(cronProblem(cron)).toContain(sentence);
    expect(cronProblem(cron)).toMatch(/\.$/);
    expect(describeCron(cron)).toBeUndefined();
  });

  it.each([
    ['*/5 * * * *', 'Every 5 minutes'],
    ['30 2 * * *', 'At 02:30, every day'],
    ['0 9 * * 1-5', 'At 09:00, Monday through Friday'],
    ['0 6 L * *', 'At 06:00, on the last day of the month'],
    ['0 9 1,15W * *', 'At the times of 0 9 1,15W * *'],
  ])('is said in words: %s', (cron, words) => {
    expect(describeCron(cron)).toBe(words);
  });
});

describe('a time zone', () => {
  it('is a name of the IANA list', () => {
    expect(zoneProblem('Europe/Berlin')).toBeUndefined();
    expect(zoneProblem('UTC')).toBeUndefined();
    for (const wrong of ['', 'Berlin', '+02:00', 'Europe/Berlin; drop'])
      expect(zoneProblem(wrong)).toMatch(/ is no time zone\. Use a name such as /);
  });
});
