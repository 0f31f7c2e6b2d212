import { describe, expect, it } from 'vitest';
import { secondsBetween, toMoment } from './moment.ts';

describe('moments', () => {
  it.each([
    ['2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23 09:00:00', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000Z'],
    [1_795_424_400, '2026-11-23T09:00:00.000Z'],
    ['1795424400', '2026-11-23T09:00:00.000Z'],
    [1_795_424_400_123, '2026-11-23T09:00:00.123Z'],
  ])('reads %s as UTC', (value, moment) => {
    expect(toMoment(value)).toBe(moment);
  });

  it.each(['', 'yesterday', '23.11.2026', '2026-13-45T00:00:00Z', null, {}, Number.NaN, 1e20])(
    'takes %s for no moment',
    (value) => {
      expect(toMoment(value)).toBeNull();
    },
  );

  it('counts the seconds between two moments, but never backwards', () => {
    expect(secondsBetween('2026-11-23T09:00:00.000Z', '2026-11-23T09:04:50.500Z')).toBe(290.5);
    expect(secondsBetween('2026-11-23T09:00:00.000Z', '2026-11-23T08:00:00.000Z')).toBeNull();
    expect(secondsBetween(null, '2026-11-23T08:00:00.000Z')).toBeNull();
  });
});
