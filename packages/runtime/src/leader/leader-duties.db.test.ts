import { newUuid } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '../db/partitions.ts';
import { createEmitter } from '../event/emit.ts';
import { openQueue, type Queue } from '../queue/boss.ts';
import { createVersionCache } from '../run/version-cache.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { auditAllRuns, auditYoungRuns } from './audit-runs.ts';
import { expireRuns } from './expire-runs.ts';
import { watchOverdue } from './raise-overdue.ts';

/** A process that only serves: nothing takes the runs up, and no leader does what the tests do by hand. */
let world: RunWorld;
let queue: Queue;
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
  queue = await openQueue(world.database.hot, () => {});
});
afterAll(async () => {
  await queue.stop();
  await world[Symbol.asyncDispose]();
});

const minute = 60_000;
const day = 24 * 60 * minute;
const shop = (atMs = world.clock.now()) => ({
  sql: world.database.spare,
  queue,
  clock: { ...world.clock, now: () => atMs },
  log: world.log,
  publicUrl: 'http://127.0.0.1',
  versionOf: createVersionCache(world.database.hot, new Map(Object.entries(nodeDefinitions))),
  emitter: createEmitter({
    publicUrl: 'http://127.0.0.1',
    log: world.log,
    strict: true,
    queueLines: async () => {},
  }),
  nudge: () => {},
  onWoken: () => {},
});

async function acceptedRun(): Promise<string> {
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  return (await world.runtime.runs.accept(world.request(flow))).runId ?? '';
}
const hasJob = async (runId: string) =>
  (await world.say('select 1 from pgboss.job where id = $1', [runId])).length === 1;
const loseJob = (runId: string) => world.say('delete from pgboss.job where id = $1', [runId]);
const statusOf = async (runId: string) => (await world.runtime.runs.readRun(world.workspaceId, runId)).status;

describe('the audit of runs', () => {
  it('gives a run that has neither job nor timer its job back', async () => {
    const runId = await acceptedRun();
    await loseJob(runId);
    expect(await auditYoungRuns(shop(Date.now() + 3 * minute))).toBe(1);
    expect(await hasJob(runId)).toBe(true);
  });

  it('takes a job that the queue has given up for none', async () => {
    const runId = await acceptedRun();
    await world.say("update pgboss.job set state = 'failed', completed_on = now() where id = $1", [runId]);
    expect(await auditYoungRuns(shop(Date.now() + 3 * minute))).toBe(1);
    const [job] = await world.say('select state from pgboss.job where id = $1', [runId]);
    expect(job).toEqual({ state: 'created' });
  });

  it('wakes a parked run whose timer is gone, and queues it', async () => {
    const runId = await acceptedRun();
    await loseJob(runId);
    await world.say('update engine.run set status = 2 where id = $1', [runId]);
    expect(await auditAllRuns(shop(Date.now() + day), new AbortController().signal)).toBe(1);
    expect([await hasJob(runId), await statusOf(runId)]).toEqual([true, 'queued']);
  });

  it('leaves alone what waits for its timer, for a person, or is too young', async () => {
    const [timed, doubtful, young] = [await acceptedRun(), await acceptedRun(), await acceptedRun()];
    for (const runId of [timed, doubtful, young]) await loseJob(runId);
    await world.say('update engine.run set status = 2 where id = any($1::uuid[])', [[timed, doubtful]]);
    await world.say(
      "insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 1, 1, now() + interval '1 hour', $2)",
      [timed, world.workspaceId],
    );
    await world.say(
      "insert into engine.step (run_id, seq, node_id, status, wait, started_at) values ($1, 1, 'ask', 1, 5, now())",
      [doubtful],
    );
    await auditYoungRuns(shop());
    expect(await hasJob(young)).toBe(false);
    await auditYoungRuns(shop(Date.now() + 3 * minute));
    expect([await hasJob(timed), await hasJob(doubtful), await hasJob(young)]).toEqual([false, false, true]);
  });
});

describe('a run that is older than what is kept', () => {
  it('ends as failed with run_expired, without timer or job, and its event tells it', async () => {
    const runId = await acceptedRun();
    await world.say(
      "insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 1, 1, now() + interval '1 hour', $2)",
      [runId, world.workspaceId],
    );
    expect(await expireRuns(shop(), 30)).toBe(0);
    const later = Date.now() + 31 * day;
    await ensurePartitions(world.database.spare, later);
    expect(await expireRuns(shop(later), 30)).toBeGreaterThanOrEqual(1);
    expect([await statusOf(runId), await hasJob(runId)]).toEqual(['failed', false]);
    expect(await world.say('select 1 from engine.timer where owner_id = $1', [runId])).toEqual([]);
    const [problem] = await world.say('select code from engine.problem where id = $1', [runId]);
    expect(problem).toEqual({ code: 'run_expired' });
    const [event] = await world.say('select type, data from engine.event where run_id = $1', [runId]);
    expect(event).toMatchObject({ type: 'run.failed', data: expect.stringContaining('run_expired') });
  });
});

describe('work that is overdue', () => {
  it('makes the installation not ready and is told once, until it is over', async () => {
    const owner = newUuid();
    const look = watchOverdue(shop());
    await look();
    await world.say(
      "insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 1, 1, now() - interval '2 minutes', $2)",
      [owner, world.workspaceId],
    );
    world.clock.advance(6_000);
    expect(await world.runtime.health.problem()).toMatch(/1 timer \(the oldest since 12\d s\)/);
    await look();
    await look();
    const events = () => world.say("select data from engine.event where type = 'error.detected'");
    expect(await events()).toHaveLength(1);
    await world.say('delete from engine.timer where owner_id = $1', [owner]);
    world.clock.advance(6_000);
    expect(await world.runtime.health.problem()).toBeNull();
  });

  it('is also a job that nobody takes, and a claim that nobody touches', async () => {
    const [waiting, claimed] = [await acceptedRun(), await acceptedRun()];
    const long = "now() - interval '2 minutes'";
    await world.say(`update pgboss.job set created_on = ${long}, start_after = ${long} where id = $1`, [
      waiting,
    ]);
    await world.say(
      `update pgboss.job set state = 'active', started_on = ${long}, heartbeat_on = ${long} where id = $1`,
      [claimed],
    );
    world.clock.advance(6_000);
    expect(await world.runtime.health.problem()).toMatch(/1 ready job .*1 untouched claim/);
  });
});
