import { fromId, toId, uuidTimeMs } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import { nodeDefinitions } from '@sista/shared/nodes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEmitter } from '../event/emit.ts';
import { openQueue, type Queue } from '../queue/boss.ts';
import { createVersionCache } from '../run/version-cache.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { cancelRunsChunk } from './cancel-runs-chunk.ts';
import { type JobShop, workChunk } from './work-jobs.ts';

/** Nothing works here by itself: the chunks are done by the tests, one by one. */
let world: RunWorld;
let queue: Queue;
let shop: JobShop;
let flow: Awaited<ReturnType<RunWorld['publish']>>;
const messages: LiveMessage[] = [];
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
  queue = await openQueue(world.database.hot, () => {});
  const { workspaceId, clock, log, database } = world;
  const { live } = world.runtime;
  live.subscribe([`workspace:${toId('workspace', workspaceId)}`], (message) => messages.push(message));
  const tools = {
    queue,
    live,
    abort: () => {},
    nudge: () => {},
    publicUrl: 'http://127.0.0.1',
    versionOf: createVersionCache(database.hot, new Map(Object.entries(nodeDefinitions))),
    emitter: createEmitter({ publicUrl: 'http://127.0.0.1', log, strict: true, queueLines: async () => {} }),
  };
  shop = {
    sql: database.spare,
    clock,
    live,
    log,
    kinds: {
      'cancel-runs': (sql, job, now) => cancelRunsChunk(tools, sql, job, now),
      'cancel-backlog': otherKind,
      'recover-endpoint': otherKind,
    },
  };
});
afterAll(async () => {
  await queue.stop();
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
});

/** These tests order no job of another kind. */
const otherKind = () => Promise.reject(new Error('no such job was ordered'));
const jobs = () => world.runtime.jobs;
const by = { id: 'u1', name: 'Ada' };

async function order(count: number, paused = false) {
  await Promise.all(Array.from({ length: count }, () => world.runtime.runs.accept(world.request(flow))));
  const { id } = await jobs().cancelRuns({ workspaceId: world.workspaceId, flowId: flow.flowId, paused, by });
  return fromId('job', id) ?? '';
}
const read = (jobId: string) => jobs().read(world.workspaceId, jobId);
const openRuns = async () =>
  (await world.say('select id from engine.run where flow_id = $1 and status < 4', [flow.flowId])).length;

describe('cancelling all runs of a flow', () => {
  it('counts them, then ends 200 a commit, and tells how far it is', async () => {
    const jobId = await order(250);
    expect(await read(jobId)).toMatchObject({ status: 'queued', done: 0, total: null, by: 'Ada' });
    await workChunk(shop, jobId);
    expect(await read(jobId)).toMatchObject({ status: 'running', done: 0, total: 250 });
    await workChunk(shop, jobId);
    expect(await read(jobId)).toMatchObject({ done: 200, total: 250 });
    await workChunk(shop, jobId);
    expect(await read(jobId)).toMatchObject({ status: 'succeeded', done: 250, total: 250 });
    expect(await openRuns()).toBe(0);
    const left = `select 1 from pgboss.job j join engine.run r on r.id = j.id where r.flow_id = $1`;
    expect(await world.say(left, [flow.flowId])).toEqual([]);
    const told = messages.filter((each) => each.type === 'job' && each.jobId === toId('job', jobId));
    expect(told.at(-1)).toMatchObject({ status: 'succeeded', done: 250, total: 250 });
  });

  it('raises run.failed of each, with who stopped it', async () => {
    const jobId = await order(1);
    while (await workChunk(shop, jobId));
    const events = await world.say(
      "select data from engine.event where flow_id = $1 and type = 'run.failed'",
      [flow.flowId],
    );
    expect(events).toMatchObject([{ data: expect.stringContaining('Ada stopped this run.') }]);
  });

  it('leaves runs that are over, and those of other flows, as they are', async () => {
    const other = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
    const { runId } = await world.runtime.runs.accept(world.request(other));
    const jobId = await order(2);
    await world.say('update engine.run set status = 4 where flow_id = $1', [flow.flowId]);
    while (await workChunk(shop, jobId));
    expect(await read(jobId)).toMatchObject({ status: 'succeeded', done: 0, total: 0 });
    expect((await world.runtime.runs.readRun(world.workspaceId, runId ?? '')).status).toBe('queued');
  });

  it('goes on for a moment after a pause, since requests may still be under way', async () => {
    const jobId = await order(1, true);
    const shopAt = (ms: number) => ({ ...shop, clock: { ...shop.clock, now: () => uuidTimeMs(jobId) + ms } });
    while (await workChunk(shopAt(500), jobId));
    expect(await read(jobId)).toMatchObject({ status: 'running', done: 1 });
    await world.runtime.runs.accept(world.request(flow));
    while (await workChunk(shopAt(3_000), jobId));
    expect(await read(jobId)).toMatchObject({ status: 'succeeded', done: 2 });
  });
});

describe('a job', () => {
  it('whose chunk fails half-way keeps nothing of it and goes on where it was', async () => {
    const jobId = await order(3);
    await workChunk(shop, jobId);
    const dying: JobShop = {
      ...shop,
      kinds: {
        ...shop.kinds,
        'cancel-runs': async (...chunk) => {
          await shop.kinds['cancel-runs'](...chunk);
          throw new Error('killed');
        },
      },
    };
    await expect(workChunk(dying, jobId)).rejects.toThrow('killed');
    expect([await openRuns(), (await read(jobId)).done]).toEqual([3, 0]);
    while (await workChunk(shop, jobId));
    expect([await openRuns(), (await read(jobId)).done]).toEqual([0, 3]);
  });

  it('can be paused, resumed and cancelled between two chunks', async () => {
    const jobId = await order(3);
    await jobs().move(world.workspaceId, jobId, 'pause');
    expect(await workChunk(shop, jobId)).toBe(false);
    await jobs().move(world.workspaceId, jobId, 'resume');
    expect(await workChunk(shop, jobId)).toBe(true);
    expect(await jobs().move(world.workspaceId, jobId, 'cancel')).toMatchObject({ status: 'cancelled' });
    expect(await workChunk(shop, jobId)).toBe(false);
    expect(await openRuns()).toBe(3);
    await expect(jobs().move(world.workspaceId, jobId, 'resume')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is listed with the others of its workspace, newest first, a page at a time', async () => {
    const ids = [await order(0), await order(0), await order(0)].map((id) => toId('job', id)).reverse();
    const first = await jobs().list(world.workspaceId, { limit: 2, flowId: flow.flowId });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const after = first.next ?? '';
    const rest = await jobs().list(world.workspaceId, { limit: 2, after, flowId: flow.flowId });
    expect([rest.data.map(({ id }) => id), rest.next]).toEqual([ids.slice(2), null]);
    await expect(jobs().read(flow.flowId, fromId('job', ids[0] ?? '') ?? '')).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

it('a leader works jobs to their end by itself', async () => {
  const jobId = await order(5);
  const leader = await world.start({ settings: { ...world.settings, role: 'worker', workerConcurrency: 1 } });
  while ((await read(jobId)).status !== 'succeeded') await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await openRuns()).toBe(0);
  await leader.stop();
});
