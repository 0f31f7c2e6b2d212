import type { RunDetail } from '@sista/shared/run/run.schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
let deathAt: string | undefined;
let died: () => void = () => {};
let onAnswer: () => void = () => {};
beforeAll(async () => {
  world = await openRunWorld({
    crashPoint(name) {
      if (name === 'after-effect') onAnswer();
      if (name !== deathAt) return;
      deathAt = undefined;
      died();
      throw new Error(`the process died ${name}`);
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.receiver.seen.length = 0;
});

/** Starts the flow, lets its process die at the point, and gives its queue job back as a takeover does. */
async function dieAt(point: string, method: string, more: object = {}) {
  const ask = {
    type: 'http-request',
    config: { method, url: world.receiver.url('/ask'), body: 'json', json: { a: 1 } },
    ...more,
  };
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' }, ask }, 'hook -> ask'));
  const dead = new Promise<void>((resolve) => {
    died = resolve;
  });
  deathAt = point;
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  await dead;
  await world.say(
    "update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where id = $1",
    [runId],
  );
  return runId ?? '';
}
const endAfter = async (...death: Parameters<typeof dieAt>) => world.ended(await dieAt(...death));
const stepOf = (run: RunDetail) => run.stepList.find(({ nodeId }) => nodeId === 'ask');
const settle = (runId: string, decision: 'done' | 'repeat' | 'skip' | 'stop', output: unknown = null) =>
  world.runtime.runs.settleStep({
    workspaceId: world.workspaceId,
    runId,
    seq: 1,
    decision,
    output,
    by: 'Ada',
  });

/** A request that may not be repeated, whose process died while it was out. */
async function inDoubt() {
  const runId = await dieAt('after-intent', 'POST');
  const run = await world.runTo(runId, ({ status }) => status === 'waiting');
  return { runId, run };
}

describe('a run whose process dies', () => {
  it('before its first commit is computed again and sends once', async () => {
    expect((await endAfter('before-checkpoint', 'POST')).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('after the intent of a request that may not be repeated waits for a person, and sends nothing', async () => {
    const { run } = await inDoubt();
    expect(stepOf(run)).toMatchObject({
      status: 'waiting',
      waitingFor: 'in_doubt',
      effect: 'unknown',
      error: { code: 'effect_unknown' },
    });
    expect(world.receiver.seen).toHaveLength(0);
  });

  it('fails where the node says so, and sends again where it says so', async () => {
    const failed = await endAfter('after-intent', 'POST', { whenUnknown: 'fail' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'effect_unknown' } });
    expect(stepOf(failed)?.effect).toBe('unknown');
    const again = await dieAt('after-intent', 'POST', { whenUnknown: 'repeat' });
    await world.runTo(again, ({ status }) => status === 'waiting');
    world.clock.advance(3_000);
    expect((await world.ended(again)).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('goes on with what a person says: it happened', async () => {
    const { runId } = await inDoubt();
    await settle(runId, 'done', { id: 7 });
    const run = await world.ended(runId);
    expect(run).toMatchObject({ status: 'succeeded', output: { id: 7 } });
    expect(stepOf(run)?.effect).toBe('done');
    expect(world.receiver.seen).toHaveLength(0);
    await expect(settle(runId, 'stop')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes on with what a person says: send it again, under the same key', async () => {
    const runId = await dieAt('after-effect', 'POST');
    await world.runTo(runId, ({ status }) => status === 'waiting');
    expect(world.receiver.seen).toHaveLength(1);
    await settle(runId, 'repeat');
    expect((await world.ended(runId)).status).toBe('succeeded');
    const keys = world.receiver.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('goes on with what a person says: skip it, or stop the run', async () => {
    const skipped = await inDoubt();
    await settle(skipped.runId, 'skip');
    expect(await world.ended(skipped.runId)).toMatchObject({ status: 'succeeded', output: null });
    const stopped = await inDoubt();
    await settle(stopped.runId, 'stop');
    expect(await world.ended(stopped.runId)).toMatchObject({ status: 'failed', error: { nodeId: 'ask' } });
  });

  it('takes the first word of two people only', async () => {
    const { runId } = await inDoubt();
    const said = await Promise.allSettled([settle(runId, 'done'), settle(runId, 'stop')]);
    expect(said.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await world.ended(runId);
  });

  it('after the intent of a request with a key sends it under that key', async () => {
    expect((await endAfter('after-intent', 'PUT')).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('before the commit of its end has one row a step all the same', async () => {
    const run = await endAfter('before-finish', 'PUT');
    expect(run.status).toBe('succeeded');
    expect(new Set(world.receiver.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(run.stepList.map(({ seq }) => seq)).toEqual([0, 1]);
  });

  it('and was only frozen: the answer of its request counts, and its other writes are refused', async () => {
    world.receiver.answers.push('hang');
    const flow = await world.publish(
      drawFlow(
        {
          hook: { type: 'trigger-webhook' },
          ask: { type: 'http-request', config: { method: 'POST', url: world.receiver.url('/slow') } },
        },
        'hook -> ask',
      ),
    );
    const { runId } = await world.runtime.runs.accept(world.request(flow));
    await world.receiver.received(1);
    // Another process takes the run over while ours still waits for its answer.
    const say = (text: string) => world.say(text, [runId]);
    await say('update engine.run set epoch = epoch + 1, status = 2 where id = $1');
    await say(
      `update engine.step set status = 1, wait = 5, effect = 4, error = '{"code":"effect_unknown","message":"lost"}'
       where run_id = $1`,
    );
    await say('delete from pgboss.job where id = $1');
    world.receiver.release({ status: 200, body: '{"ok":true}' });
    const run = await world.ended(runId ?? '');
    expect(run.status).toBe('succeeded');
    expect(stepOf(run)).toMatchObject({ effect: 'done', status: 'succeeded' });
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('again and again is set aside with its last step, and one call tries again', async () => {
    const poison = await world.publish(
      drawFlow(
        {
          hook: { type: 'trigger-webhook' },
          ask: { type: 'http-request', config: { method: 'PUT', url: world.receiver.url('/ask') } },
        },
        'hook -> ask',
      ),
    );
    const dead = new Promise<void>((resolve) => {
      died = resolve;
    });
    deathAt = 'after-intent';
    const { runId: poisoned } = await world.runtime.runs.accept(world.request(poison));
    await dead;
    await world.say(
      "update pgboss.job set state = 'retry', retry_count = 5, start_after = now(), heartbeat_on = null where id = $1",
      [poisoned],
    );
    const run = await world.ended(poisoned ?? '');
    expect(run.status).toBe('quarantined');
    expect(stepOf(run)?.nodeId).toBe('ask');
    expect(await world.say('select 1 from pgboss.job where id = $1', [poisoned])).toEqual([]);
    await world.runtime.runs.retryRun(world.workspaceId, poisoned ?? '');
    expect((await world.ended(poisoned ?? '')).status).toBe('succeeded');
  });
});

it('commits an answer that came during another commit, while the next request is still out', async () => {
  const put = (path: string) => ({
    type: 'http-request',
    config: { method: 'PUT', url: world.receiver.url(path) },
  });
  world.receiver.answers.push('hang', 'hang', 'hang');
  const flow = await world.publish(
    drawFlow(
      { hook: { type: 'trigger-webhook' }, one: put('/one'), two: put('/two'), next: put('/next') },
      'hook -> one',
      'hook -> two',
      'one -> next',
    ),
  );
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  await world.receiver.received(2);
  const answer = async (path: string) => {
    const came = new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
    world.receiver.release({ status: 200, body: '{}' }, path);
    await came;
  };
  await world.database.hot.transaction(async (sql) => {
    // The commit with the intent of `next` waits for this row, and the other answer comes meanwhile.
    await sql.query('', 'select 1 from engine.run where id = $1 for update', [runId]);
    await answer('/one');
    await answer('/two');
  });
  await world.receiver.received(3);
  const run = await world.runTo(runId ?? '', ({ stepList }) =>
    stepList.some(({ nodeId, status }) => nodeId === 'two' && status === 'succeeded'),
  );
  expect(run.stepList.find(({ nodeId }) => nodeId === 'next')?.status).toBe('running');
  world.receiver.release({ status: 200, body: '{}' }, '/next');
  expect((await world.ended(runId ?? '')).status).toBe('succeeded');
});
