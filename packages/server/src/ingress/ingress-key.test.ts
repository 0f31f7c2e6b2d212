import { describe, expect, it } from 'vitest';
import { createIngressKey, hashIngressKey, ingressUrl, isIngressKey, newIngressKey } from './ingress-key.ts';
import { createCaptureBudget, createRateLimit } from './rate-limit.ts';

describe('an ingress key', () => {
  it('has 26 signs of which none is mistaken for another, and is never the same twice', () => {
    const keys = Array.from({ length: 1_000 }, newIngressKey);
    expect(keys.every(isIngressKey)).toBe(true);
    expect(new Set(keys).size).toBe(1_000);
    expect(new Set(keys.map((key) => key.at(-1))).size).toBeGreaterThan(20);
  });

  it.each(['', 'short', 'I'.repeat(26), 'z'.repeat(26), `${'0'.repeat(25)}u`, '0'.repeat(27)])(
    'is not %j',
    (text) => {
      expect(isIngressKey(text)).toBe(false);
    },
  );

  it('is stored as a hash and sealed, bound to its row', () => {
    const contexts: string[] = [];
    const made = createIngressKey('id-1', (plain, context) => {
      contexts.push(context);
      return Buffer.from(plain).reverse();
    });
    expect(made.keyHash).toEqual(hashIngressKey(made.key));
    expect(
      [...made.keySealed]
        .reverse()
        .map((byte) => String.fromCharCode(byte))
        .join(''),
    ).toBe(made.key);
    expect(contexts).toEqual(['ingress:id-1']);
    expect(ingressUrl('https://flow.example.com/', made.key)).toBe(`https://flow.example.com/in/${made.key}`);
  });
});

describe('limits', () => {
  it('let so many calls a window pass, for each caller, and say how long to wait', () => {
    let now = 1_000_000;
    const limit = createRateLimit(2, 60_000, () => now);
    expect(['a', 'a', 'a', 'b'].map((name) => limit.secondsToWait(name))).toEqual([0, 0, 60, 0]);
    now += 59_500;
    expect(limit.secondsToWait('a')).toBe(1);
    now += 500;
    expect(limit.secondsToWait('a')).toBe(0);
  });

  it('let a burst pass, then a steady share, and count what did not', () => {
    let now = 0;
    const budget = createCaptureBudget(10, 3, () => now);
    expect([1, 2, 3, 4, 5].map(() => budget.take('i'))).toEqual([0, 0, 0, undefined, undefined]);
    expect(budget.take('other')).toBe(0);
    now += 100;
    expect([budget.take('i'), budget.take('i')]).toEqual([2, undefined]);
    now += 60_000;
    expect([1, 2, 3, 4].map(() => budget.take('i'))).toEqual([1, 0, 0, undefined]);
  });
});
