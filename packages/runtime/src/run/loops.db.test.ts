import { fromId } from '@sista/shared/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { ada, openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.receiver.seen.length = 0;
  world.receiver.answers.length = 0;
});

const hook = { type: 'trigger-webhook' };
const loop = (config: object = {}, more: object = {}) => ({
  type: 'for-each',
  config: { items: '{{ trigger.body.list }}', concurrency: 1, onItemError: 'stop', ...config },
  ...more,
});
const values = (text: Record<string, unknown>) => ({ type: 'set-values', config: { values: text } });
const double = values({ twice: '{{ item * 2 }}', at: '{{ index }}' });
const over = (list: unknown[]) => ({
  input: { kind: 'webhook' as const, receivedAt: '2026-11-23T09:00:00.000Z', body: { list } },
});
const ask = (more: object = {}) => ({
  type: 'http-request',
  config: { method: 'POST', url: world.receiver.url('/item'), body: 'json', json: { n: '{{ item }}' } },
  ...more,
});
const around = (
  body: object,
  each: object = loop(),
  after: object = values({ got: '{{ steps.each.output }}' }),
) => drawFlow({ hook, each, body, after } as never, 'hook -> each', 'each:each -> body', 'each -> after');

describe('a loop', () => {
  it('runs its body once for each item, and gives what the items gave', async () => {
    const run = await world.run(around(double), over([3, 5]));
    expect(run.output).toEqual({
      got: {
        count: 2,
        items: [
          { twice: 6, at: 0 },
          { twice: 10, at: 1 },
        ],
        failed: [],
      },
    });
    const items = run.stepList.filter(({ nodeId }) => nodeId === 'body');
    expect(items.map(({ path, status }) => [path, status])).toEqual([
      ['0', 'succeeded'],
      ['1', 'succeeded'],
    ]);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'each')?.loop).toEqual({
      count: 2,
      done: 2,
      failed: 0,
    });
  });

  it('goes on at once where there are no items, and skips its body', async () => {
    const run = await world.run(around(double), over([]));
    expect(run.output).toEqual({ got: { count: 0, items: [], failed: [] } });
    expect(run.stepList.find(({ nodeId }) => nodeId === 'body')?.status).toBe('skipped');
  });

  it('makes the result of an item where one is asked for', async () => {
    const run = await world.run(
      around(double, loop({ result: '{{ steps.body.output.twice + index }}' })),
      over([1, 2, 3]),
    );
    expect(run.output).toMatchObject({ got: { items: [2, 5, 8] } });
  });

  it('shows later steps of the body what earlier ones of the same item gave', async () => {
    const flow = drawFlow(
      { hook, each: loop(), a: double, b: values({ sum: '{{ steps.a.output.twice + item }}' }) },
      'hook -> each',
      'each:each -> a',
      'a -> b',
    );
    const run = await world.run(flow, over([1, 10]));
    expect(run.output).toMatchObject({ items: [{ sum: 3 }, { sum: 30 }] });
  });

  it('has as many requests out at once as it says, each with a key of its own', async () => {
    world.receiver.answers.push('hang', 'hang', 'hang');
    const flow = await world.publish(around(ask(), loop({ concurrency: 3 })));
    const { runId } = await world.runtime.runs.accept(world.request(flow, over([1, 2, 3, 4, 5])));
    await world.receiver.received(3);
    const run = await world.runtime.runs.readRun(world.workspaceId, runId ?? '');
    expect(
      run.stepList.filter(({ nodeId, status }) => nodeId === 'body' && status === 'running'),
    ).toHaveLength(3);
    expect(new Set(world.receiver.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
    await world.runtime.runs.cancelRun(world.workspaceId, runId ?? '', ada);
  });

  it('stops at its first failed item, and names it', async () => {
    world.receiver.answers.push(200, 404);
    const run = await world.run(around(ask()), over([1, 2, 3]));
    expect(run).toMatchObject({ status: 'failed', error: { nodeId: 'body', code: 'http_status' } });
    const each = run.stepList.find(({ nodeId }) => nodeId === 'each');
    expect(each).toMatchObject({ status: 'failed', error: { code: 'item_failed' } });
    expect(each?.error?.message).toContain('Item 2 of 3 (index 1)');
    expect(world.receiver.seen).toHaveLength(2);
  });

  it('collects failed items where it says so', async () => {
    world.receiver.answers.push(200, 404, 200);
    const run = await world.run(around(ask(), loop({ onItemError: 'collect' })), over([1, 2, 3]));
    expect(run).toMatchObject({
      status: 'succeeded',
      output: { got: { count: 3, failed: [{ index: 1, error: { code: 'http_status' } }] } },
    });
  });

  it('waits in an item holding nothing, and goes on with the next', async () => {
    const wait = { type: 'delay', config: { mode: 'for', amount: 1, unit: 'hours' } };
    const flow = await world.publish(around(wait));
    const { runId } = await world.runtime.runs.accept(world.request(flow, over([1, 2])));
    for (const path of ['0', '1']) {
      const waiting = await world.runTo(
        runId ?? '',
        ({ stepList, status }) =>
          status === 'waiting' && stepList.some((step) => step.path === path && step.status === 'waiting'),
      );
      expect(waiting.stepList.find(({ nodeId }) => nodeId === 'each')?.loop?.done).toBe(Number(path));
      expect(await world.say('select 1 from pgboss.job where id = $1', [runId])).toEqual([]);
      world.clock.advance(3_700_000);
    }
    expect((await world.ended(runId ?? '')).status).toBe('succeeded');
  });

  it('retries from the item that failed; the items before it are not done again', async () => {
    world.receiver.answers.push(200, 404);
    const run = await world.run(around(ask()), over([1, 2, 3]));
    const runId = fromId('run', run.id) ?? '';
    await world.runtime.runs.retryRun(world.workspaceId, runId);
    expect(await world.ended(runId)).toMatchObject({ status: 'succeeded', output: { got: { count: 3 } } });
    expect(world.receiver.seen.map(({ body }) => JSON.parse(body).n)).toEqual([1, 2, 2, 3]);
  });

  it('runs two loops beside each other without mixing their items', async () => {
    const flow = drawFlow(
      {
        hook,
        one: loop(),
        a: double,
        two: loop(),
        b: values({ neg: '{{ -item }}' }),
        end: { type: 'merge' },
      },
      'hook -> one',
      'hook -> two',
      'one:each -> a',
      'two:each -> b',
      'one -> end',
      'two -> end',
    );
    const run = await world.run(flow, over([1, 2]));
    expect(run.output).toMatchObject({
      one: { items: [{ twice: 2 }, { twice: 4 }] },
      two: { items: [{ neg: -1 }, { neg: -2 }] },
    });
  });

  it('refuses more items than a loop may have', async () => {
    const flow = around(double, loop({ items: '{{ [1..20000] }}' }));
    const run = await world.run(flow, over([]));
    expect(run.status).toBe('failed');
    expect(run.error?.code).toBe('loop_too_large');
  });

  it('takes thousands of items in bites', async () => {
    const run = await world.run(
      around(double, loop({ concurrency: 50 })),
      over(Array.from({ length: 3_000 }, (_, at) => at)),
    );
    expect(run.status).toBe('succeeded');
    expect((run.output as { got: { count: number; items: { twice: number }[] } }).got.items.at(-1)).toEqual({
      twice: 5_998,
      at: 2_999,
    });
  }, 30_000);
});
