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
const values = (text: Record<string, unknown>) => ({ type: 'set-values', config: { values: text } });
const start = async (...flow: Parameters<typeof drawFlow>) => {
  const published = await world.publish(drawFlow(...flow));
  const { runId } = await world.runtime.runs.accept(world.request(published));
  return runId ?? '';
};
const waiting = (runId: string) => world.runTo(runId, ({ status }) => status === 'waiting');
const jobsOf = (runId: string) => world.say('select 1 from pgboss.job where id = $1', [runId]);
const timersOf = (runId: string) => world.say('select seq from engine.timer where owner_id = $1', [runId]);

describe('a delay', () => {
  const hour = { type: 'delay', config: { mode: 'for', amount: 1, unit: 'hours' } };

  it('holds no job while it waits, and goes on when its time has come', async () => {
    const runId = await start({ hook, hour, after: values({ a: 1 }) }, 'hook -> hour', 'hour -> after');
    const run = await waiting(runId);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'hour')).toMatchObject({ waitingFor: 'until' });
    expect(await jobsOf(runId)).toEqual([]);
    world.clock.advance(3_700_000);
    expect(await world.ended(runId)).toMatchObject({ status: 'succeeded', output: { a: 1 } });
    expect(await timersOf(runId)).toEqual([]);
  });

  it('ends at once in a test that holds effects back', async () => {
    const run = await world.run(drawFlow({ hook, hour }, 'hook -> hour'), {
      mode: 'test',
      effects: 'suppress',
    });
    expect(run.status).toBe('succeeded');
  });

  it('goes with its run when that is cancelled', async () => {
    const runId = await start({ hook, hour }, 'hook -> hour');
    await waiting(runId);
    await world.runtime.runs.cancelRun(world.workspaceId, runId, ada);
    expect(await timersOf(runId)).toEqual([]);
    expect((await world.ended(runId)).stepList.at(-1)?.status).toBe('cancelled');
  });

  it('is given up when another branch stops the run', async () => {
    world.receiver.answers.push({ status: 404, body: '{}' });
    const ask = { type: 'http-request', config: { method: 'GET', url: world.receiver.url('/x') } };
    const runId = await start({ hook, hour, ask }, 'hook -> hour', 'hook -> ask');
    const run = await world.ended(runId);
    expect(run.status).toBe('failed');
    expect(run.stepList.find(({ nodeId }) => nodeId === 'hour')?.status).toBe('cancelled');
    expect(await timersOf(runId)).toEqual([]);
  });
});

describe('a run with a limited life', () => {
  it('fails with run_expired while it waits', async () => {
    const document = {
      ...drawFlow(
        { hook, day: { type: 'delay', config: { mode: 'for', amount: 1, unit: 'days' } } },
        'hook -> day',
      ),
      settings: { maxRunSeconds: 60 },
    };
    const { runId } = await world.runtime.runs.accept(world.request(await world.publish(document)));
    await waiting(runId ?? '');
    world.clock.advance(61_000);
    expect(await world.ended(runId ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'run_expired' },
    });
    expect(await timersOf(runId ?? '')).toEqual([]);
  });
});

describe('a webhook that waits for its delivery', () => {
  const tell = () => ({
    type: 'send-webhook',
    config: { url: world.receiver.url('/hook'), body: { a: 1 }, wait: 'delivered' },
  });

  it('goes on with the answer of the receiver, and sends once', async () => {
    world.receiver.answers.push({ status: 200, body: '{"ticket":9}' });
    const runId = await start(
      { hook, tell: tell(), after: values({ t: '{{ steps.tell.output.response.body.ticket }}' }) },
      'hook -> tell',
      'tell -> after',
    );
    expect(await world.ended(runId)).toMatchObject({ status: 'succeeded', output: { t: 9 } });
    expect(world.receiver.seen).toHaveLength(1);
    expect(await timersOf(runId)).toEqual([]);
  });

  it('fails when the receiver wants nothing more', async () => {
    world.receiver.answers.push(410);
    const runId = await start({ hook, tell: tell() }, 'hook -> tell');
    expect((await world.ended(runId)).status).toBe('failed');
  });
});

describe('the limits of a run', () => {
  it('keep large inputs and outputs in blobs, and give them back whole', async () => {
    const text = 'ä'.repeat(20_000);
    const run = await world.run(
      drawFlow({ hook, big: values({ text: '{{ trigger.body.text }}' }) }, 'hook -> big'),
      {
        input: { kind: 'webhook', receivedAt: '2026-11-23T09:00:00.000Z', body: { text } },
      },
    );
    expect(run.output).toEqual({ text });
    expect((run.input as { body: { text: string } }).body.text).toBe(text);
    const blobs = await world.say('select seq, kind from engine.blob order by seq, kind');
    expect(blobs.length).toBeGreaterThanOrEqual(2);
  });

  it('fail a step whose output is too large, and leave its neighbours alone', async () => {
    const big = values({ text: '{{ $pad("", 1100000, "x") }}' });
    const run = await world.run(drawFlow({ hook, big }, 'hook -> big'));
    expect(run.status).toBe('failed');
    expect(run.error?.code).toBe('input_too_large');
  });
});
