import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateQuestion, gateCall, strictestPolicy } from './gate-call.ts';
import type { OfferedTool, TaskLimits } from './journal.types.ts';

const limits: TaskLimits = {
  turns: 12,
  calls: 20,
  callsPerTool: 10,
  callsPerTurn: 8,
  sameCall: 2,
  repairs: 2,
  attempts: 4,
  activeMs: 600_000,
};

function toolOf(more: Partial<OfferedTool> = {}): OfferedTool {
  return {
    id: 't',
    name: 'check_stock',
    version: 1,
    effect: 'read',
    policy: null,
    pinned: {},
    parameters: {
      type: 'object',
      properties: { sku: { type: 'string' } },
      required: ['sku'],
      additionalProperties: false,
    },
    grant: { name: 'check_stock' },
    body: {
      name: 'check_stock',
      description: 'Stock.',
      implementation: 'sql-query',
      settings: {},
      pinned: {},
      limits: {},
    },
    ...more,
  };
}

const none = { inTask: 0, ofTool: 0, inTurn: 0, same: () => 0 };

function ask(more: Partial<GateQuestion> = {}) {
  return gateCall({
    tool: toolOf(),
    name: 'check_stock',
    args: { sku: 'A' },
    withdrawn: null,
    pinned: {},
    used: none,
    limits,
    autonomy: 'ask',
    triggerAuthenticated: false,
    ...more,
  });
}

const write = (more: Partial<OfferedTool> = {}) => toolOf({ effect: 'write', ...more });

describe('the tool gate', () => {
  it('allows a read that fits, also for drafts and unsigned triggers', () => {
    expect(ask({ autonomy: 'draft' })).toMatchObject({
      verdict: 'allow',
      merged: { sku: 'A' },
      reason: null,
    });
  });

  it('adds pinned arguments, which the model may not give and whose absence denies', () => {
    const tool = toolOf({ pinned: { email: '{{ trigger.email }}' } });
    expect(ask({ tool, pinned: { email: 'ada@example.com' } })).toMatchObject({
      verdict: 'allow',
      merged: { sku: 'A', email: 'ada@example.com' },
    });
    expect(
      ask({ tool, args: { sku: 'A', email: 'eve@example.com' }, pinned: { email: 'ada@example.com' } }),
    ).toMatchObject({ verdict: 'invalid', code: 'invalid_arguments' });
    expect(ask({ tool, pinned: { email: undefined } })).toMatchObject({
      verdict: 'deny',
      code: 'pinned_missing',
    });
  });

  it.each([
    ['an unknown tool', { tool: undefined }, 'invalid', 'unknown_tool'],
    ['a tool that was taken away', { withdrawn: 'It was taken away.' }, 'deny', 'withdrawn'],
    ['arguments that are no object', { args: '{broken' }, 'invalid', 'invalid_arguments'],
    ['arguments that do not fit', { args: { sku: 5 } }, 'invalid', 'invalid_arguments'],
    ['arguments nobody asked for', { args: { sku: 'A', all: true } }, 'invalid', 'invalid_arguments'],
    ['a task without calls left', { used: { ...none, inTask: 20 } }, 'deny', 'tool_limit'],
    ['a full turn', { used: { ...none, inTurn: 8 } }, 'deny', 'turn_full'],
    ['a tool that is used up', { used: { ...none, ofTool: 10 } }, 'deny', 'tool_used_up'],
    ['the same call a third time', { used: { ...none, same: () => 2 } }, 'deny', 'repeated'],
    ['a tool that is off', { tool: toolOf({ policy: 'off' }) }, 'deny', 'tool_off'],
    [
      'a tool that asks',
      { tool: toolOf({ grant: { name: 'check_stock', policy: 'ask' } }) },
      'ask',
      'approval_needed',
    ],
    ['a write that nobody decided', { tool: write(), triggerAuthenticated: true }, 'ask', 'approval_needed'],
    [
      'a write of an employee who drafts',
      { tool: write({ policy: 'auto' }), autonomy: 'draft', triggerAuthenticated: true },
      'ask',
      'approval_needed',
    ],
    [
      'a write of an unsigned run',
      { tool: write({ policy: 'auto' }), autonomy: 'auto' },
      'ask',
      'unsigned_trigger',
    ],
  ] as [string, Partial<GateQuestion>, string, string][])(
    'refuses %s, with a sentence for the model',
    (_what, more, verdict, code) => {
      const answer = ask(more);
      expect(answer).toMatchObject({ verdict, code, merged: null });
      expect(answer.reason).toMatch(/\w+.*\.$/);
    },
  );

  it('lets a write through where everything allows it', () => {
    expect(ask({ tool: write(), autonomy: 'auto', triggerAuthenticated: true })).toMatchObject({
      verdict: 'allow',
    });
    const tool = write({ body: { ...toolOf().body, policy: 'auto' } });
    expect(ask({ tool, autonomy: 'ask', triggerAuthenticated: true })).toMatchObject({ verdict: 'allow' });
  });

  it('knows the same arguments in another order as the same', () => {
    const parameters = {
      type: 'object' as const,
      properties: { a: { type: 'string' as const }, b: { type: 'number' as const } },
      required: ['a', 'b'],
      additionalProperties: false,
    };
    const hash = (args: unknown) => ask({ tool: toolOf({ parameters }), args }).argsHash;
    expect(hash({ a: 'x', b: 1 })).toBe(hash({ b: 1, a: 'x' }));
    expect(hash({ a: 'x', b: 1 })).not.toBe(hash({ a: 'x', b: 2 }));
  });

  it('never widens: one more policy never allows what was refused', () => {
    const policy = fc.constantFrom('auto', 'ask', 'off', undefined);
    const rank = { allow: 0, ask: 1, deny: 2, invalid: 3 };
    fc.assert(
      fc.property(
        policy,
        policy,
        fc.constantFrom('draft', 'ask', 'auto'),
        fc.boolean(),
        (team, employee, autonomy, signed) => {
          const tool = (policy: typeof team) =>
            write({
              body: { ...toolOf().body, ...(team ? { policy: team } : { policy: 'auto' }) },
              grant: { name: 'check_stock', ...(policy ? { policy } : {}) },
            });
          const without = ask({
            tool: tool(undefined),
            autonomy: autonomy as 'ask',
            triggerAuthenticated: signed,
          });
          const stricter = ask({
            tool: tool(employee),
            autonomy: autonomy as 'ask',
            triggerAuthenticated: signed,
          });
          expect(rank[stricter.verdict]).toBeGreaterThanOrEqual(rank[without.verdict]);
        },
      ),
    );
  });
});

it('takes the strictest policy that is stated', () => {
  expect(strictestPolicy([undefined, 'auto', 'ask', null])).toBe('ask');
  expect(strictestPolicy(['ask', 'off', 'auto'])).toBe('off');
  expect(strictestPolicy([undefined, null])).toBeUndefined();
});
