import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customTypeOf, isCustomType, isEventPattern, isSubscribed, matchesPattern } from './event-pattern.ts';

const scope = { eventTypes: ['*'], employeeIds: [], teamIds: [], flowIds: [] };
const event = { type: 'task.completed', flowId: 'f1', employeeIds: ['e1', 'e2'], teamIds: [] };

describe('event patterns', () => {
  it.each([
    ['*', 'task.completed', true],
    ['task.*', 'task.completed', true],
    ['task.*', 'tasks.completed', false],
    ['task.*', 'task', false],
    ['custom.orders.*', 'custom.orders.shipped.late', true],
    ['custom.orders.*', 'custom.orders', false],
    ['task.completed', 'task.completed', true],
    ['task.completed', 'task.completed2', false],
  ])('%s against %s gives %s', (pattern, type, expected) => {
    expect(matchesPattern(pattern, type)).toBe(expected);
  });

  it.each(['', 'Task.*', 'task.', '*.completed', 'task.*.x', 'a b'])('refuses the pattern "%s"', (text) => {
    expect(isEventPattern(text)).toBe(false);
  });

  it('turns any name into a type that may be raised', () => {
    fc.assert(fc.property(fc.string(), (name) => isCustomType(customTypeOf(name))));
  });

  it('means or within a list and and between lists', () => {
    expect(isSubscribed(scope, event)).toBe(true);
    expect(isSubscribed({ ...scope, employeeIds: ['e9', 'e2'] }, event)).toBe(true);
    expect(isSubscribed({ ...scope, employeeIds: ['e2'], flowIds: ['f2'] }, event)).toBe(false);
    expect(isSubscribed({ ...scope, teamIds: ['t1'] }, event)).toBe(false);
  });
});
