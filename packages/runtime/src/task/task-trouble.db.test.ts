import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelOutcome } from '../model/model-call.types.ts';
import { calls, lost, order, says, scriptedModel, submits } from './task-models.testing.ts';
import { openTaskWorld, type TaskWorld } from './task-world.testing.ts';

let world: TaskWorld;
beforeAll(async () => {
  world = await openTaskWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const decision = { type: 'object' as const, properties: { decision: { enum: ['approve', 'hold'] } } };

async function scripted(answers: readonly ModelOutcome[], more: Record<string, unknown> = {}) {
  const model = scriptedModel(answers);
  world.useModel(model);
  const employee = await world.hire('order-desk', { model: model.ref, ...more });
  return { model, employee, runId: await world.startRun() };
}

describe('a model that answers badly', () => {
  it('is shown what does not fit, and its repaired result counts', async () => {
    const { model, employee, runId } = await scripted([
      submits({ decision: 'maybe' }),
      submits({ decision: 'hold' }),
    ]);
    const answer = await world.doTask({ employee, runId, trigger: order, output: decision });
    expect(answer).toMatchObject({ ok: true, output: { decision: 'hold' } });
    expect(JSON.stringify(model.asked[1]?.prompt.at(-1))).toContain('decision');
  });

  it('fails with output_invalid after two repairs', async () => {
    const { model, employee, runId } = await scripted([submits({ decision: 'maybe' })]);
    expect(await world.doTask({ employee, runId, output: decision })).toMatchObject({
      ok: false,
      code: 'output_invalid',
      retry: false,
    });
    expect(model.asked).toHaveLength(3);
  });

  it('is asked once more without tools when it ends in words, and fenced JSON is taken', async () => {
    const { model, employee, runId } = await scripted([
      says('I would hold it.'),
      says('Sure:\n```json\n{"decision": "hold"}\n```'),
    ]);
    expect(await world.doTask({ employee, runId, output: decision })).toMatchObject({
      ok: true,
      output: { decision: 'hold' },
    });
    expect(model.asked[0]?.tools).not.toHaveLength(0);
    expect(model.asked[1]?.tools).toHaveLength(0);
  });

  it('may answer in words where a text is wanted', async () => {
    const { employee, runId } = await scripted([says('All is well.')]);
    expect(await world.doTask({ employee, runId })).toMatchObject({
      ok: true,
      output: { text: 'All is well.' },
    });
  });

  it('gets twice the room once when its answer is cut, and nothing of a cut answer is done', async () => {
    const cut = {
      ...calls({ tool: 'check_stock', args: { skus: ['LAMP-01'] } }),
      finish: 'length',
    } as ModelOutcome;
    const { model, employee, runId } = await scripted([cut]);
    expect(await world.doTask({ employee, runId, output: decision })).toMatchObject({
      ok: false,
      code: 'output_truncated',
      meta: { toolCalls: 0 },
    });
    expect(model.asked.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([2_000, 4_000]);
  });

  it('that refuses fails with model_refused', async () => {
    const { employee, runId } = await scripted([says('', { finish: 'content-filter' })]);
    expect(await world.doTask({ employee, runId })).toMatchObject({ ok: false, code: 'model_refused' });
  });

  it('fails after three calls in a row that are none', async () => {
    const { model, employee, runId } = await scripted([
      calls({ tool: 'refund', args: {} }),
      calls({ tool: 'check_stock', args: 'not json' }),
      calls({ tool: 'past_orders', args: { email: 'eve@example.com' } }),
    ]);
    expect(await world.doTask({ employee, runId, trigger: order, output: decision })).toMatchObject({
      ok: false,
      code: 'invalid_tool_calls',
    });
    expect(model.asked).toHaveLength(3);
    const results = JSON.stringify(model.asked[2]?.prompt);
    expect(results).toContain('There is no tool \\\\\\"refund\\\\\\"');
  });

  it('fails at its turns, and at the same call again and again', async () => {
    const stock = (sku: string) => calls({ tool: 'check_stock', args: { skus: [sku] } });
    const busy = await scripted(['A', 'B', 'C'].map(stock));
    expect(await world.doTask({ ...busy, output: decision, maxTurns: 3 })).toMatchObject({
      ok: false,
      code: 'turn_limit',
      meta: { turns: 3, toolCalls: 3 },
    });
    const stuck = await scripted([stock('A')]);
    expect(await world.doTask({ ...stuck, output: decision })).toMatchObject({
      ok: false,
      code: 'repeat_limit',
      meta: { toolCalls: 2 },
    });
  });
});

describe('a provider in trouble', () => {
  it('is tried again in place for short waits, and left to the retry of the step for long ones', async () => {
    const short = await scripted([
      lost('busy'),
      lost('busy', { retryAfterMs: 1_000 }),
      submits({ decision: 'hold' }),
    ]);
    const before = world.clock.slept.length;
    expect((await world.doTask({ ...short, output: decision })).ok).toBe(true);
    expect(world.clock.slept.slice(before)).toEqual([2_000, 1_000]);
    const long = await scripted([lost('busy', { retryAfterMs: 60_000 }), submits({ decision: 'hold' })]);
    expect(await world.doTask({ ...long, output: decision })).toMatchObject({
      ok: false,
      code: 'model_unavailable',
      retry: true,
      retryAfterMs: 60_000,
    });
  });

  it('is asked on by the next attempt of the step, which repeats no turn', async () => {
    const { model, employee, runId } = await scripted([
      calls({ tool: 'check_stock', args: { skus: ['LAMP-01'] } }),
      lost('busy', { retryAfterMs: 60_000 }),
      submits({ decision: 'approve' }),
    ]);
    const task = { employee, runId, trigger: order, output: decision };
    expect(await world.doTask(task)).toMatchObject({ ok: false, code: 'model_unavailable' });
    expect(await world.doTask(task)).toMatchObject({ ok: false, code: 'model_unavailable' });
    expect(model.asked).toHaveLength(2);
    const answer = await world.doTask({ ...task, step: { attempt: 2 } });
    expect(answer).toMatchObject({
      ok: true,
      output: { decision: 'approve' },
      meta: { turns: 2, toolCalls: 1 },
    });
    expect(model.asked).toHaveLength(3);
  });

  it('fails after four attempts of a turn', async () => {
    const { model, employee, runId } = await scripted([
      lost('timeout', { outcome: 'unknown', retryAfterMs: 10 }),
    ]);
    expect(await world.doTask({ employee, runId })).toMatchObject({
      ok: false,
      code: 'model_unavailable',
      retry: true,
      meta: { flags: ['answer_lost'] },
    });
    expect(model.asked).toHaveLength(4);
  });

  it('that refuses the key is paused, and tasks say so', async () => {
    const { employee, runId } = await scripted([lost('unauthorized')]);
    expect(await world.doTask({ employee, runId })).toMatchObject({
      ok: false,
      code: 'provider_unauthorized',
      retry: false,
    });
  });

  it('shortens earlier results once when the request is too long, then says context_too_large', async () => {
    const long = await scripted([
      calls({ tool: 'search_policies', args: { query: 'orders ship stock price' } }),
      calls({ tool: 'check_stock', args: { skus: ['LAMP-01'] } }),
      lost('too_long'),
      submits({ decision: 'hold' }),
    ]);
    expect((await world.doTask({ ...long, trigger: order, output: decision })).ok).toBe(true);
    expect(JSON.stringify(long.model.asked[3]?.prompt).length).toBeLessThan(
      JSON.stringify(long.model.asked[2]?.prompt).length,
    );
    const longer = await scripted([lost('too_long')]);
    expect(await world.doTask({ ...longer, output: decision })).toMatchObject({
      ok: false,
      code: 'context_too_large',
    });
  });
});
