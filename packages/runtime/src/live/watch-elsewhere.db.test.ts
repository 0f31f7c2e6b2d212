import { fromId, toId } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { ada, openRunWorld, type RunWorld } from '../testing/run-world.ts';

/** Viewers are at a process that only serves; the runs are executed by another. */
let world: RunWorld;
let worker: Awaited<ReturnType<RunWorld['start']>>;
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
  worker = await world.start({ settings: { ...world.settings, role: 'worker' } });
  // The server learns of the worker by its next heartbeat.
  world.clock.advance(5_000);
});
afterAll(async () => {
  await worker.stop();
  await world[Symbol.asyncDispose]();
});

/** Listens, and resolves with all messages once one fits. */
function listen(topic: string, isLast: (message: LiveMessage) => boolean) {
  const messages: LiveMessage[] = [];
  let close = () => {};
  const heard = new Promise<LiveMessage[]>((resolve) => {
    close = world.runtime.live.subscribe([topic], (message) => {
      messages.push(message);
      if (isLast(message)) resolve(messages);
    });
  });
  return { heard: heard.finally(() => close()), messages, close: () => close() };
}

const endOf = (runId: string) => (message: LiveMessage) =>
  message.type === 'run' && message.runId === runId && message.endedAt !== null;

async function startFlow() {
  const ask = {
    type: 'http-request',
    config: { method: 'PUT', url: world.receiver.url('/ask'), body: 'json', json: {} },
  };
  const set = { type: 'set-values', config: { values: { a: 1 } } };
  return world.publish(
    drawFlow({ hook: { type: 'trigger-webhook' }, set, ask }, 'hook -> set', 'set -> ask'),
  );
}

describe('a viewer at a process that does not execute the run', () => {
  it('sees its steps and its end, each state once', async () => {
    const flow = await startFlow();
    const { runId } = await world.runtime.runs.accept(world.request(flow));
    const id = world.outside(runId ?? '');
    const messages = await listen(`run:${id}`, endOf(id)).heard;
    const steps = messages.flatMap((message) => (message.type === 'step' ? [message.step] : []));
    const lasting = new Map(steps.map(({ nodeId, status }) => [nodeId, status]));
    expect(lasting).toEqual(
      new Map([
        ['set', 'succeeded'],
        ['ask', 'succeeded'],
      ]),
    );
    expect(messages.at(-1)).toMatchObject({
      type: 'run',
      status: 'succeeded',
      flowId: toId('flow', flow.flowId),
    });
    const texts = messages.map((message) => JSON.stringify(message));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('of its flow sees new runs and their ends', async () => {
    const flow = await startFlow();
    const topic = `flow:${toId('flow', flow.flowId)}`;
    const runs = new Set<string>();
    const seen = listen(topic, (message) => {
      if (message.type === 'run' && message.endedAt !== null) runs.add(message.runId);
      return runs.size === 2;
    });
    // What was there before the first look is not told again, so it has to come after it.
    const warm = listen(`run:${await startedRun(flow)}`, (message) => message.type === 'run');
    await warm.heard;
    for (let told = 0; told < 2; told += 1) await startedRun(flow);
    const messages = await seen.heard;
    expect(messages.filter(({ type }) => type === 'run').length).toBeGreaterThanOrEqual(2);
  });

  it('hears what its own process does, and does not hear it again from the rows', async () => {
    const flow = await startFlow();
    world.receiver.answers.push('hang');
    const id = await startedRun(flow);
    await world.receiver.received(world.receiver.seen.length + 1);
    const cancelled: LiveMessage[] = [];
    const other = listen(`run:${id}`, (message) => {
      if (endOf(id)(message)) cancelled.push(message);
      return false;
    });
    await world.runtime.runs.cancelRun(world.workspaceId, fromId('run', id) ?? '', ada);
    const next = await startedRun(flow);
    await listen(`run:${next}`, endOf(next)).heard;
    other.close();
    expect(cancelled).toMatchObject([{ status: 'cancelled' }]);
  });
});

async function startedRun(flow: { flowId: string; versionId: string }): Promise<string> {
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  return world.outside(runId ?? '');
}
