import { expect, it } from 'vitest';
import { runQuery, startOfDay } from './run-filters.ts';

it('asks for whole days in the zone of the person', () => {
  const { since, until } = runQuery({ since: '2026-11-23', until: '2026-11-23' });
  expect(since).toBe(new Date(2026, 10, 23).toISOString());
  expect(until).toBe(new Date(2026, 10, 24).toISOString());
});

it('goes over the end of a month', () => {
  expect(startOfDay('2026-12-31', 1)).toBe(new Date(2027, 0, 1).toISOString());
});

it('leaves out what is not filtered', () => {
  expect(runQuery({ q: '1042' })).toEqual({ q: '1042' });
});
