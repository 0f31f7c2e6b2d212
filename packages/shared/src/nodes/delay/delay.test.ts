import { describe, expect, it } from 'vitest';
import { configIssues } from '../../node/config-issues.ts';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { delay } from './delay.definition.ts';
import { executeDelay } from './delay.executor.ts';

const now = Date.parse('2026-11-23T09:00:00.000Z');
const hour = 3_600_000;
const run = (config: Record<string, unknown>, scope: Record<string, unknown> = {}) =>
  runExecutor(executeDelay, { config, now, scope });

describe('delay', () => {
  it.each([
    [{ amount: 90, unit: 'seconds' }, 90_000],
    [{ amount: 1.5, unit: 'minutes' }, 90_000],
    [{ amount: 2, unit: 'hours' }, 2 * hour],
    [{ amount: 365, unit: 'days' }, 365 * 24 * hour],
    [{}, hour],
  ])('with %j waits %i ms from the start of the step', async (config, ms) => {
    const { result } = await run(config);
    expect(result).toEqual({ kind: 'wait', wait: { for: 'until', untilMs: now + ms } });
  });

  it.each([
    ['2026-11-23T11:00:00+01:00', hour],
    ['2026-11-24', 15 * hour],
    ['{{ trigger.body.dueAt }}', 2 * hour],
  ])('waits until %s', async (until, ms) => {
    const { result } = await run(
      { mode: 'until', until },
      { trigger: { body: { dueAt: '2026-11-23T11:00:00Z' } } },
    );
    expect(result).toEqual({ kind: 'wait', wait: { for: 'until', untilMs: now + ms } });
  });

  it('goes on when the time has come, and says when that was', async () => {
    const { result } = await runExecutor(executeDelay, {
      config: { amount: 1, unit: 'hours' },
      now,
      resumed: { kind: 'timer' },
    });
    expect(result).toEqual({
      kind: 'done',
      port: 'out',
      output: { until: '2026-11-23T10:00:00.000Z', waitedMs: hour },
    });
  });

  it.each([
    { mode: 'until', until: '2026-11-23T08:00:00Z' },
    { mode: 'until', until: '2026-11-23T09:00:00Z' },
    { amount: 0, unit: 'days' },
  ])('does not wait where %j has passed', async (config) => {
    expect((await run(config)).result).toMatchObject({ kind: 'done', output: { waitedMs: 0 } });
  });

  it.each([
    ['tomorrow', 'this is "tomorrow"'],
    ['{{ trigger.body.none }}', 'there is none here'],
    ['{{ trigger.body.text }}', 'this is "next week"'],
  ])('fails where %s is no time, and says what it was', async (until, words) => {
    const { result } = await run({ mode: 'until', until }, { trigger: { body: { text: 'next week' } } });
    expect(result).toMatchObject({ kind: 'failed', code: 'not_a_time', path: 'until', retry: false });
    expect(result).toMatchObject({ message: expect.stringContaining(words) });
  });

  it.each([
    [{ amount: '{{ 400 }}', unit: 'days' }, 'amount'],
    [{ mode: 'until', until: '2030-01-01' }, 'until'],
  ])('fails where %j lies more than 365 days ahead', async (config, path) => {
    expect((await run(config)).result).toMatchObject({ kind: 'failed', code: 'delay_too_long', path });
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{ amount: 366, unit: 'days' }, ['delay_too_long']],
    [{ amount: -1 }, ['too_small']],
    [{ mode: 'until' }, ['required']],
    [{ mode: 'until', until: 'tomorrow' }, ['not_a_time']],
    [{ mode: 'until', until: '{{ trigger.body.dueAt }}' }, []],
    [{ mode: 'until', until: '2026-12-24' }, []],
    [{ amount: '{{ trigger.body.days }}', unit: 'days' }, []],
  ])('of %j the issues are %j', (config, codes) => {
    expect(configIssues(delay, config).map(({ code }) => code)).toEqual(codes);
  });

  it.each<[Record<string, unknown>, number | undefined]>([
    [{ mode: 'for', amount: 2, unit: 'days' }, 48 * hour],
    [{}, hour],
    [{ amount: '{{ trigger.body.days }}', unit: 'days' }, undefined],
    [{ mode: 'until', until: '2027-11-23' }, undefined],
  ])('with %j is known to wait %s ms', (config, ms) => {
    expect(delay.longestWait?.(config)?.ms).toBe(ms);
  });

  it('shows how long on the card', () => {
    expect(delay.summarise({ amount: 1, unit: 'days' })).toBe('For 1 day');
    expect(delay.summarise({ amount: 90, unit: 'minutes' })).toBe('For 90 minutes');
    expect(delay.summarise({ mode: 'until', until: '{{ trigger.body.dueAt }}' })).toBe(
      'Until trigger.body.dueAt',
    );
  });
});
