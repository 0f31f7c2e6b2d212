import type { RunDetail } from '@sista/shared/run/run.schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { answerTo } from './callback-world.testing.ts';

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
const wait = (config: Record<string, unknown> = {}) => ({ type: 'wait-for-callback', config });
const ask = (path: string) => ({
  type: 'http-request',
  config: {
    method: 'PUT',
    url: world.receiver.url(path),
    body: 'json',
    json: { answerTo: '{{ callbacks.wait.url }}' },
  },
});
const said = { type: 'set-values', config: { values: { status: '{{ steps.wait.output.body.status }}' } } };

type Flow = { flowId: string; versionId: string };

async function start(document: Parameters<RunWorld['publish']>[0]) {
  const flow = await world.publish(document);
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  return { flow, runId: runId ?? '' };
}

/** Answers the address that stands in the first request to the receiver. */
async function answer(flow: Flow, body = '{"status":"shipped"}') {
  const [seen] = await world.receiver.received(1);
  const { answerTo: url } = JSON.parse(seen?.body ?? '{}') as { answerTo: string };
  const route = await world.runtime.callbacks.find(url.slice(url.lastIndexOf('/') + 1));
  if (!route) throw new Error(`${url} leads nowhere`);
  expect(route).toMatchObject({ flowId: flow.flowId, workspaceId: world.workspaceId });
  return world.runtime.callbacks.answer(answerTo({ ...route, ...route.place }, { body }));
}

const waiting = (runId: string) => world.runTo(runId, ({ status }) => status === 'waiting');
const outputOf = (run: RunDetail, nodeId: string) =>
  run.stepList.find((step) => step.nodeId === nodeId)?.output;

describe('a run that waits for a callback', () => {
  it('gives its address out, waits, and goes on with the answer', async () => {
    const nodes = { hook, ask: ask('/ask'), wait: wait(), said };
    const { flow, runId } = await start(drawFlow(nodes, 'hook -> ask', 'ask -> wait', 'wait -> said'));
    const parked = await waiting(runId);
    expect(parked.stepList.find(({ nodeId }) => nodeId === 'wait')).toMatchObject({
      status: 'waiting',
      waitingFor: 'callback',
    });
    expect(await answer(flow)).toEqual({ kind: 'accepted' });
    const run = await world.ended(runId);
    expect(run.status).toBe('succeeded');
    expect(outputOf(run, 'said')).toEqual({ status: 'shipped' });
    expect(outputOf(run, 'wait')).toMatchObject({ method: 'POST', query: { from: 'warehouse' } });
    expect(await answer(flow)).toMatchObject({ kind: 'duplicate' });
    const timers = await world.say('select from engine.timer where owner_id = $1 and kind < 10', [runId]);
    expect(timers).toEqual([]);
  });

  it('goes on at once where the answer came before the wait', async () => {
    const nodes = { hook, ask: ask('/ask'), slow: ask('/slow'), wait: wait(), said };
    world.receiver.answers.push(200, 'hang');
    const slow = {
      ...nodes,
      slow: { ...nodes.slow, config: { ...nodes.slow.config, timeoutSeconds: 1 }, onError: 'continue' },
    };
    const drawn = drawFlow(slow, 'hook -> ask', 'ask -> slow', 'slow -> wait', 'wait -> said');
    const { flow, runId } = await start(drawn);
    await world.receiver.received(2);
    expect(await answer(flow)).toEqual({ kind: 'accepted' });
    const run = await world.ended(runId);
    expect(outputOf(run, 'said')).toEqual({ status: 'shipped' });
  });

  it('finds an early answer also after it slept, and beside a step that takes long', async () => {
    const pause = { ...ask('/pause'), retry: { attempts: 2, backoff: 'fixed' } };
    const nodes = { hook, ask: ask('/ask'), pause, long: ask('/long'), wait: wait(), said };
    const branches = ['pause -> long', 'pause -> wait', 'wait -> said'];
    world.receiver.answers.push(200, 503);
    const { flow, runId } = await start(drawFlow(nodes, 'hook -> ask', 'ask -> pause', ...branches));
    await waiting(runId);
    expect(await answer(flow)).toEqual({ kind: 'accepted' });
    // Nothing waits for it yet: the run goes back to sleep, and nobody will wake it for the answer again.
    await waiting(runId);
    world.clock.advance(5_000);
    const run = await world.ended(runId);
    expect(outputOf(run, 'said')).toEqual({ status: 'shipped' });
  });

  it('goes on by expired when the time is over, and an answer is too late then', async () => {
    const nodes = { hook, ask: ask('/ask'), wait: wait({ expiresAfterSeconds: 3_600 }), said, late: said };
    const drawn = drawFlow(nodes, 'hook -> ask', 'ask -> wait', 'wait -> said', 'wait:expired -> late');
    const { flow, runId } = await start(drawn);
    await waiting(runId);
    world.clock.advance(3_601_000);
    const run = await world.ended(runId);
    expect(run.status).toBe('succeeded');
    expect(run.stepList.find(({ nodeId }) => nodeId === 'wait')).toMatchObject({
      port: 'expired',
      output: null,
    });
    expect(run.stepList.find(({ nodeId }) => nodeId === 'said')).toMatchObject({ status: 'skipped' });
    expect(await answer(flow)).toMatchObject({ kind: 'ended' });
  });

  it('fails with timeout where nothing is connected to expired', async () => {
    const nodes = { hook, wait: wait({ expiresAfterSeconds: 60 }), said };
    const { runId } = await start(drawFlow(nodes, 'hook -> wait', 'wait -> said'));
    await waiting(runId);
    world.clock.advance(61_000);
    expect(await world.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
  });
});
