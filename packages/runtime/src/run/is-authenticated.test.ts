import { expect, it } from 'vitest';
import { isAuthenticated } from './is-authenticated.ts';

it.each([
  ['manual', {}, true],
  ['api', {}, true],
  ['schedule', { schedule: {} }, true],
  ['webhook', { auth: { verified: true } }, true],
  ['webhook', { auth: { verified: false } }, false],
  ['webhook', null, false],
])('a start by %s with %j is authenticated: %s', (kind, trigger, expected) => {
  expect(isAuthenticated(trigger, kind)).toBe(expected);
});
