import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryLifeMs, nextSlot, planAttempts, remainingAttempts } from './retry-plan.ts';

const firstDueAt = 1_800_000_000_000;
const deadlineAt = firstDueAt + deliveryLifeMs;
const nominalS = [0, 5, 35, 155, 755, 2_555, 6_155, 13_355, 27_755, 49_355, 78_155];

describe('the retry plan', () => {
  it('puts every attempt within 20 % of the contract and the last one exactly at the deadline', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const plan = planAttempts(id, deadlineAt);
        const last = plan.at(-1);
        expect(last).toMatchObject({ at: deadlineAt, last: true });
        for (const [index, slot] of plan.slice(0, -1).entries()) {
          const nominal = (nominalS[index] ?? 0) * 1_000;
          expect(Math.abs(slot.at - firstDueAt - nominal)).toBeLessThanOrEqual(nominal * 0.2 + index);
          expect(slot.at).toBeLessThanOrEqual(deadlineAt - 600_000);
        }
        expect(plan.length).toBeGreaterThanOrEqual(11);
        expect(plan.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it('gives one delivery the same times always, and two deliveries different ones', () => {
    expect(planAttempts('a', deadlineAt)).toEqual(planAttempts('a', deadlineAt));
    expect(planAttempts('a', deadlineAt)).not.toEqual(planAttempts('b', deadlineAt));
  });

  it('never goes past the deadline nor above 12 attempts, however long attempts and outages take', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.array(fc.integer({ min: 0, max: 40_000_000 }), { maxLength: 40 }),
        (id, delays) => {
          let now = firstDueAt;
          let step = 0;
          let attempts = 1;
          for (const delay of delays) {
            const next = nextSlot(id, deadlineAt, step, now);
            if (next === undefined) break;
            expect(next.at).toBeGreaterThan(now);
            expect(next.at).toBeLessThanOrEqual(deadlineAt);
            expect(next.step).toBeGreaterThan(step);
            step = next.step;
            now = next.at + delay;
            attempts += 1;
          }
          expect(attempts).toBeLessThanOrEqual(12);
        },
      ),
    );
  });

  it('shows as planned exactly what is then done', () => {
    let next = nextSlot('d', deadlineAt, 0, firstDueAt + 40);
    const shown = remainingAttempts('d', deadlineAt, next?.step ?? 0, next?.at ?? 0).map((slot) => slot.at);
    const done: number[] = [];
    while (next !== undefined) {
      done.push(next.at);
      next = nextSlot('d', deadlineAt, next.step, next.at + 1);
    }
    expect(done).toEqual(shown);
  });
});
