import { expect, it } from 'vitest';
import { hashText } from './hash-text.ts';
import { seededRandom } from './seeded-random.ts';

it('hashes texts that differ in one character or in their order to different values', () => {
  const texts = Array.from({ length: 2_000 }, (_, at) => [
    `{"x":${at}}`,
    `${at}`.padStart(at % 300, 'a'),
    `${at} ${2_000 - at}`,
  ]).flat();
  expect(new Set(texts.map(hashText)).size).toBe(new Set(texts).size);
});

it('gives a hash that stays the same from release to release, since versions are compared by it', () => {
  expect(hashText('sista.flow/1')).toMatchInlineSnapshot(`"27b71564d747e1784e3a33af8444a8d1"`);
});

it('draws numbers from the whole range, evenly enough', () => {
  const draw = seededRandom('a seed');
  const counts = new Map<number, number>();
  for (let n = 0; n < 10_000; n++) {
    const tenth = Math.floor(draw() * 10);
    counts.set(tenth, (counts.get(tenth) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  const first = Array.from({ length: 1_000 }, (_, at) => seededRandom(`seed ${at}`)());
  expect(Math.min(...first)).toBeLessThan(0.02);
  expect(Math.max(...first)).toBeGreaterThan(0.98);
  expect(new Set(first).size).toBe(1_000);
});
