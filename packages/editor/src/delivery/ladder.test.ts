import { expect, it } from 'vitest';
import { ladderOf, placeOf } from './ladder.ts';

it('reaches from the first attempt to the deadline', () => {
  expect(placeOf(0)).toBe(0);
  expect(placeOf(86_400_000)).toBe(1);
});

it('keeps what lies outside of 24 hours on the picture', () => {
  expect(placeOf(-5_000)).toBe(0);
  expect(placeOf(90_000_000)).toBe(1);
});

it('gives early attempts more room than late ones', () => {
  expect(placeOf(30_000) - placeOf(5_000)).toBeGreaterThan(placeOf(86_400_000) - placeOf(64_800_000));
});

it('puts attempts that were made before those that are planned', () => {
  const marks = ladderOf({
    deadlineAt: '2026-11-24T09:00:00.000Z',
    attempts: [{ n: 1, startedAt: '2026-11-23T09:00:00.000Z', outcome: 'timeout' } as never],
    planned: [
      {
        at: '2026-11-24T09:00:00.000Z',
        earliest: '2026-11-24T09:00:00.000Z',
        latest: '2026-11-24T09:00:00.000Z',
        last: true,
      },
    ],
  });
  expect(marks.map(({ kind, place }) => [kind, place])).toEqual([
    ['done', 0],
    ['planned', 1],
  ]);
});
