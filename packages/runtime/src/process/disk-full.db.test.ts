import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import type { DiskRoom } from './disk-room.ts';

const total = 100 * 1_024 ** 3;
let room: DiskRoom = { freeBytes: total / 2, totalBytes: total };
let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld({ readRoom: async () => room });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The watch looks every ten seconds. */
async function lookAgain(freeBytes: number, until: () => boolean | Promise<boolean>) {
  room = { freeBytes, totalBytes: total };
  world.clock.advance(11_000);
  while (!(await until())) await new Promise((resolve) => setImmediate(resolve));
}

it('warns while the disk is almost full, and accepts all the same', async () => {
  const { health } = world.runtime;
  await lookAgain(total / 20, () => health.warnings().length > 0);
  expect(health.warnings()[0]).toContain('almost full');
  expect(await health.problem()).toBeNull();
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  expect((await world.runtime.runs.accept(world.request(flow))).runId).not.toBeNull();
});

it('refuses while the disk is full, keeps nothing of it, and accepts again afterwards', async () => {
  const { health, runs } = world.runtime;
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  await lookAgain(100 * 1_024 ** 2, async () => (await health.problem()) !== null);
  await expect(runs.accept(world.request(flow))).rejects.toMatchObject({ code: 'disk_full', status: 503 });
  const [counted] = await world.say('select count(*)::int as n from engine.run where flow_id = $1', [
    flow.flowId,
  ]);
  expect(counted).toEqual({ n: 0 });
  await lookAgain(total / 2, () => health.warnings().length === 0);
  expect(await health.problem()).toBeNull();
  const { runId } = await runs.accept(world.request(flow));
  expect((await world.ended(runId ?? '')).status).toBe('succeeded');
});

it('answers a database without room the same way, and loses nothing that follows', async () => {
  const { runs } = world.runtime;
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  await world.say(`create function engine.no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
  await world.say(
    'create trigger no_room before insert on engine.run for each row execute function engine.no_room()',
  );
  const both = await Promise.allSettled([1, 2].map(() => runs.accept(world.request(flow))));
  expect(both).toMatchObject([{ reason: { code: 'disk_full' } }, { reason: { code: 'disk_full' } }]);
  await world.say('drop trigger no_room on engine.run');
  const { runId } = await runs.accept(world.request(flow));
  expect((await world.ended(runId ?? '')).status).toBe('succeeded');
  const [counted] = await world.say('select count(*)::int as n from engine.run where flow_id = $1', [
    flow.flowId,
  ]);
  expect(counted).toEqual({ n: 1 });
});
