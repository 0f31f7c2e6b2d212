import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

/** One process that serves, and two that work; all on one database. */
let world: RunWorld;
let workers: Awaited<ReturnType<RunWorld['start']>>[];
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
  const settings = { ...world.settings, role: 'worker' as const, workerConcurrency: 2 };
  workers = [await world.start({ settings }), await world.start({ settings })];
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await world[Symbol.asyncDispose]();
});

const rolesNow = async () => (await world.runtime.health.processes()).map(({ role }) => role).sort();

describe('a server and workers on one database', () => {
  it('know each other by their rows', async () => {
    expect(await rolesNow()).toEqual(['server', 'worker', 'worker']);
    const [server] = (await world.runtime.health.processes()).filter(({ role }) => role === 'server');
    expect(server).toMatchObject({ slots: 0, host: expect.stringContaining(`:${process.pid}`) });
  });

  it('work what the server accepts, more runs than all slots', async () => {
    const notify = {
      type: 'http-request',
      config: { method: 'PUT', url: world.receiver.url('/told'), body: 'json', json: {} },
    };
    const flow = await world.publish(
      drawFlow({ hook: { type: 'trigger-webhook' }, notify }, 'hook -> notify'),
    );
    const accepted = await Promise.all(
      Array.from({ length: 40 }, () => world.runtime.runs.accept(world.request(flow))),
    );
    for (const { runId } of accepted) expect((await world.ended(runId ?? '')).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(40);
  });

  it('deliver the webhooks of their runs, each once', async () => {
    world.receiver.seen.length = 0;
    const send = { type: 'send-webhook', config: { url: world.receiver.url('/hook'), body: { a: 1 } } };
    const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' }, send }, 'hook -> send'));
    for (let n = 0; n < 10; n += 1) await world.runtime.runs.accept(world.request(flow));
    const seen = await world.receiver.received(10);
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(10);
  });

  it('count a process that ended no more, and forget one that was killed', async () => {
    const settings = { ...world.settings, role: 'worker' as const };
    const third = await world.start({ settings });
    expect(await rolesNow()).toHaveLength(4);
    await third.stop();
    expect(await rolesNow()).toHaveLength(3);
    await world.say(
      `insert into engine.process (id, role, host, slots, started_at, seen_at)
       values (gen_random_uuid(), 'worker', 'gone', 1, now(), now() - interval '20 seconds')`,
    );
    expect(await rolesNow()).toHaveLength(3);
  });

  it('are ready, and measure what waits', async () => {
    expect(await world.runtime.health.problem()).toBeNull();
    const measures = await workers[0]?.health.measure();
    expect(measures).toMatchObject({ readyJobs: { run: 0, ai: 0, deliver: expect.any(Number) } });
    const ended = workers.map(({ health }) => health.measure());
    const counts = (await Promise.all(ended)).map(({ runs }) => runs.succeeded ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
  });
});
