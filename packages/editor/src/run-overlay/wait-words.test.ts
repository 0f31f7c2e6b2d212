import { expect, it } from 'vitest';
import { momentWords, progressWords, shortWaitWords, waitWords } from './wait-words.ts';

const now = new Date(2026, 10, 23, 14, 2).getTime();
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();

it('tells when a wait ends and how long that is from now', () => {
  const words = waitWords({ waitingFor: 'until', waitingUntil: at(200) }, now);
  expect(words).toMatch(/^waits until .*05.* \(in 3/);
  expect(waitWords({ waitingFor: 'until', waitingUntil: at(12) }, now)).toMatch(/\(in 12 s\)$/);
  expect(waitWords({ waitingFor: 'until', waitingUntil: at(-1) }, now)).toMatch(/\(now\)$/);
  expect(waitWords({ waitingFor: 'callback', waitingUntil: at(600) }, now)).toMatch(
    /^waits for a callback until /,
  );
});

it('counts the attempt that comes, out of those that are allowed', () => {
  const wait = { waitingFor: 'retry', waitingUntil: at(5), attempt: 1 };
  expect(waitWords({ ...wait, mostAttempts: 3 }, now)).toMatch(
    /^tries again at .* \(in 5 s\), attempt 2 of 3$/,
  );
  expect(waitWords(wait, now)).toMatch(/, attempt 2$/);
});

it('counts the items of a loop', () => {
  expect(progressWords({ count: 100, done: 37, failed: 2 })).toBe('37 of 100 items, 2 failed');
  expect(progressWords({ count: 1, done: 1, failed: 0 })).toBe('1 item');
  expect(waitWords({ waitingFor: 'items', loop: { count: 10_000, done: 1_200, failed: 0 } }, now)).toBe(
    '1,200 of 10,000 items',
  );
});

it('names the day of a moment that is not today', () => {
  expect(momentWords(at(3 * 86_400), now)).toMatch(/26/);
  expect(momentWords(at(600), now)).not.toMatch(/23/);
});

it('fits a badge', () => {
  expect(shortWaitWords({ waitingFor: 'callback', waitingUntil: at(600) }, now)).toBe('Waits for callback');
  expect(shortWaitWords({ waitingFor: 'until', waitingUntil: at(600) }, now)).toMatch(/^Until /);
});
