import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
let deathAt: string | undefined;
let died: () => void = () => {};
beforeAll(async () => {
  world = await openRunWorld({
    crashPoint(name) {
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
async function dieAt(point: string, method: string) {
  const ask = {
    type: 'http-request',
    config: { method, url: world.receiver.url('/ask'), body: 'json', json: { a: 1 } },
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
  return world.ended(runId ?? '');
}
const stepOf = (run: Awaited<ReturnType<typeof dieAt>>) =>
  run.stepList.find(({ nodeId }) => nodeId === 'ask');

describe('a run whose process dies', () => {
  it('before its first commit is computed again and sends once', async () => {
    expect((await dieAt('before-checkpoint', 'POST')).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('after the intent of a request that may not be repeated ends as unknown, and nothing is sent', async () => {
    const run = await dieAt('after-checkpoint', 'POST');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'effect_unknown' } });
    expect(stepOf(run)?.effect).toBe('unknown');
    expect(world.receiver.seen).toHaveLength(0);
  });

  it('after the intent of a request with a key sends it under that key', async () => {
    expect((await dieAt('after-checkpoint', 'PUT')).status).toBe('succeeded');
    expect(world.receiver.seen).toHaveLength(1);
  });

  it('before the commit of its end has one row a step all the same', async () => {
    const run = await dieAt('before-finish', 'PUT');
    expect(run.status).toBe('succeeded');
    expect(new Set(world.receiver.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(run.stepList.map(({ seq }) => seq)).toEqual([0, 1]);
  });
});
