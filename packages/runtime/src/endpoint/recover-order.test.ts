import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, cursorText, parseCursor, reasonsOf, recoveryRate } from './recover-order.ts';

const order = {
  endpointId: 'e',
  since: 0,
  until: 1,
  reasons: reasonsOf(['dead']),
  eventTypes: [],
  employeeIds: [],
  flowIds: [],
  ratePerSecond: 10,
};

describe('the rate of a recovery', () => {
  it.each([
    [undefined, null, 10],
    [50, null, 50],
    [50, { limit: 60, per: 'minute' as const }, 0.5],
    [1, { limit: 100, per: 'second' as const }, 1],
    [undefined, { limit: 3_600, per: 'hour' as const }, 0.5],
  ])('asked for %s with the limit %o is %s a second', (asked, limit, rate) => {
    expect(recoveryRate(asked, limit)).toBe(rate);
  });

  it('is never exceeded, whenever the job is worked, but for 2 seconds that it makes up for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1_000, noNaN: true }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 60 }),
        (rate, steps) => {
          let now = 1_000_000;
          let freeAt = now;
          let sent = 0;
          let mostGap = 0;
          for (const step of steps) {
            now += step;
            mostGap = Math.max(mostGap, step);
            const { count, freeAfter } = allowance(freeAt, rate, now, 200);
            expect(count).toBeLessThanOrEqual(200);
            sent += count;
            freeAt = freeAfter(count);
          }
          const seconds = (now - 1_000_000) / 1_000;
          expect(sent).toBeLessThanOrEqual(rate * (seconds + 2) + 2);
        },
      ),
    );
  });

  it('lets one leave at once and the next after its gap', () => {
    const first = allowance(1_000, 10, 1_000, 200);
    expect(first.count).toBe(1);
    expect(allowance(first.freeAfter(1), 10, 1_099, 200).count).toBe(0);
    expect(allowance(first.freeAfter(1), 10, 1_100, 200).count).toBe(1);
    expect(first.freeAfter(0)).toBe(1_000);
  });
});

describe('the cursor of a recovery', () => {
  it('comes back from its text as it was', () => {
    const cursor = { phase: 'events', after: '42', freeAt: 17 } as const;
    expect(parseCursor(cursorText(cursor), order, 99)).toEqual(cursor);
    const begun = { phase: 'deliveries', after: '', freeAt: 17 } as const;
    expect(parseCursor(cursorText(begun), order, 99)).toEqual(begun);
  });

  it('begins with the deliveries, and with the events where only what was missed is meant', () => {
    expect(parseCursor(null, order, 5)).toEqual({ phase: 'deliveries', after: '', freeAt: 5 });
    expect(parseCursor(null, { ...order, reasons: reasonsOf('missed') }, 5).phase).toBe('events');
  });
});

it('what is to be recovered is each reason once; all of them without what is still on its way', () => {
  expect(reasonsOf(['dead', 'dead', 'parked'])).toEqual(['dead', 'parked']);
  expect(reasonsOf('all')).toEqual(['dead', 'parked', 'delivered', 'missed']);
});
