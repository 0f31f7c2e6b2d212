import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closestName, listNames } from './closest-name.ts';
import { nodeIdPattern } from './flow.schema.ts';
import { freshNodeId } from './fresh-node-id.ts';

it.each([
  ['send-webhook', [], 'sendWebhook'],
  ['Tell the shop', [], 'tellTheShop'],
  ['Über 100?', [], 'uber100'],
  ['42 things', [], 'step42Things'],
  ['', [], 'step'],
  ['a', ['a'], 'a2'],
  ['a2', ['a', 'a2'], 'a3'],
])('an id for %j beside %j', (wanted, taken, expected) => {
  expect(freshNodeId(wanted, new Set(taken))).toBe(expected);
});

it('is always a valid id that nobody has', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (wanted, others) => {
      const taken = new Set([...others, freshNodeId(wanted, new Set())]);
      const id = freshNodeId(wanted, taken);
      expect(id).toMatch(nodeIdPattern);
      expect(taken.has(id)).toBe(false);
    }),
  );
});

it.each([
  ['reveiw', 'review'],
  ['Review', 'review'],
  ['descision', 'decision'],
  ['total', undefined],
])('the name closest to %s is %s', (wanted, expected) => {
  expect(closestName(wanted, ['review', 'decision', 'tell'])).toBe(expected);
});

it('lists a few names and counts the rest', () => {
  expect(listNames(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
});
