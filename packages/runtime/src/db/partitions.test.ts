import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOutdated, wantedSpans } from './partitions.ts';

const dayMs = 86_400_000;
const times = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2090, 0, 1) });

describe('partitions', () => {
  it('are weeks from Monday to Monday for run data: the last, this and two ahead', () => {
    const names = wantedSpans('run', Date.UTC(2026, 10, 25, 13)).map(({ name }) => name);
    expect(names).toEqual(['run_20261116', 'run_20261123', 'run_20261130', 'run_20261207']);
  });

  it('are calendar months for deliveries', () => {
    const names = wantedSpans('delivery', Date.UTC(2026, 11, 31, 23, 59)).map(({ name }) => name);
    expect(names).toEqual([
      'delivery_20261101',
      'delivery_20261201',
      'delivery_20270101',
      'delivery_20270201',
    ]);
  });

  it('have no gaps, and their second one holds the present, at any time', () => {
    fc.assert(
      fc.property(times, fc.constantFrom('step', 'ledger'), (now, parent) => {
        const spans = wantedSpans(parent, now);
        for (const [index, span] of spans.entries()) {
          const next = spans[index + 1];
          if (next) expect(span.to).toEqual(next.from);
        }
        expect(spans[1]?.from.getTime()).toBeLessThanOrEqual(now);
        expect(spans[1]?.to.getTime()).toBeGreaterThan(now);
      }),
    );
  });

  it('of runs are kept until their youngest row is older than the retention, in whole weeks', () => {
    const starts = Date.UTC(2026, 10, 23);
    const ends = starts + 7 * dayMs;
    expect(isOutdated('run', starts, ends + 28 * dayMs, 30)).toBe(false);
    expect(isOutdated('run', starts, ends + 35 * dayMs - 1, 30)).toBe(false);
    expect(isOutdated('run', starts, ends + 35 * dayMs, 30)).toBe(true);
    expect(isOutdated('run', starts, ends + 7 * dayMs, 7)).toBe(true);
  });

  it('of deliveries are kept for thirteen months, whatever the retention of runs is', () => {
    const starts = Date.UTC(2026, 0, 1);
    expect(isOutdated('delivery', starts, Date.UTC(2027, 1, 28), 7)).toBe(false);
    expect(isOutdated('delivery', starts, Date.UTC(2027, 2, 1), 7)).toBe(true);
  });
});
