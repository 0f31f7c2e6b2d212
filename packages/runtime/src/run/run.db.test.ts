import { fromId } from '@sista/shared/ids';
import { Webhook } from 'standardwebhooks';
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
const overHundred = {
  type: 'branch',
  config: { conditions: [{ port: 'yes', when: '{{ trigger.body.total > 100 }}' }], otherwise: 'no' },
};
const request = (path: string, more: Record<string, unknown> = {}) => ({
  type: 'http-request',
  config: {
    method: 'POST',
    url: world.receiver.url(path),
    body: 'json',
    json: { total: '{{ trigger.body.total }}' },
  },
  ...more,
});
const statuses = (run: { stepList: { nodeId: string; status: string }[] }) =>
  Object.fromEntries(run.stepList.map(({ nodeId, status }) => [nodeId, status]));

describe('a run', () => {
  it('goes from the accepted request over a branch to a signed webhook that arrives', async () => {
    const tell = {
      type: 'send-webhook',
      config: { url: world.receiver.url('/hook'), body: { total: '{{ trigger.body.total }}' } },
    };
    const run = await world.run(
      drawFlow(
        { hook, large: overHundred, tell, other: tell },
        'hook -> large',
        'large:yes -> tell',
        'large:no -> other',
      ),
    );
    expect(run.status).toBe('succeeded');
    expect(statuses(run)).toEqual({
      hook: 'succeeded',
      large: 'succeeded',
      tell: 'succeeded',
      other: 'skipped',
    });
    const [seen] = await world.receiver.received(1);
    expect(JSON.parse(seen?.body ?? '')).toEqual({ total: 140 });
    const step = run.stepList.find(({ nodeId }) => nodeId === 'tell');
    expect(seen?.headers['x-sista-delivery']).toBe(step?.deliveryId);
    const secret = (await world.runtime.deliveries.showSigningSecret(world.workspaceId)).value;
    const headers = seen?.headers as Record<string, string>;
    expect(new Webhook(secret ?? '').verify(seen?.body ?? '', headers)).toEqual({ total: 140 });
  });

  it('gives the output of its last step, and what each step got', async () => {
    const run = await world.run(
      drawFlow(
        {
          hook,
          made: { type: 'set-values', config: { values: { double: '{{ trigger.body.total * 2 }}' } } },
        },
        'hook -> made',
      ),
    );
    expect(run.output).toEqual({ double: 280 });
  });

  it('sends the intent before the request, and the same key for the same effect', async () => {
    const run = await world.run(drawFlow({ hook, ask: request('/ask') }, 'hook -> ask'));
    expect(run.status).toBe('succeeded');
    expect(world.receiver.seen[0]?.headers['idempotency-key']).toMatch(/^[\w-]{43}$/);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'ask')?.effect).toBe('done');
  });

  it('fails at a step whose failure nothing handles, and names the field', async () => {
    const run = await world.run(
      drawFlow(
        { hook, bad: { type: 'set-values', config: { values: { x: '{{ $nope() }}' } } } },
        'hook -> bad',
      ),
    );
    expect(run).toMatchObject({ status: 'failed', error: { nodeId: 'bad' } });
  });

  it('leaves by the error port when the step says so', async () => {
    world.receiver.answers.push(404);
    const flow = drawFlow(
      {
        hook,
        ask: request('/ask', { onError: 'port' }),
        sorry: { type: 'set-values', config: { values: { code: '{{ steps.ask.error.code }}' } } },
      },
      'hook -> ask',
      'ask:error -> sorry',
    );
    expect(await world.run(flow)).toMatchObject({ status: 'succeeded', output: { code: 'http_status' } });
  });

  it('tries again after a 503 when its back-off is over, holding nothing while it waits', async () => {
    world.receiver.answers.push(503);
    const flow = drawFlow(
      { hook, ask: request('/ask', { retry: { attempts: 2, backoff: 'fixed' } }) },
      'hook -> ask',
    );
    const { runId } = await world.runtime.runs.accept(world.request(await world.publish(flow)));
    const waiting = await world.runTo(runId ?? '', ({ status }) => status === 'waiting');
    expect(waiting.stepList.find(({ nodeId }) => nodeId === 'ask')).toMatchObject({
      waitingFor: 'retry',
      attempt: 1,
    });
    expect(await world.say('select 1 from pgboss.job where id = $1', [runId])).toEqual([]);
    world.clock.advance(3_000);
    const run = await world.ended(runId ?? '');
    expect(run.status).toBe('succeeded');
    const keys = world.receiver.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'ask')?.attempts).toMatchObject([
      { attempt: 1, error: { code: 'http_status' } },
    ]);
  });

  it('runs both branches of a port and joins them once', async () => {
    const value = (x: string) => ({ type: 'set-values', config: { values: { [x]: 1 } } });
    const run = await world.run(
      drawFlow(
        { hook, a: value('a'), b: value('b'), end: value('end') },
        'hook -> a',
        'hook -> b',
        'a -> end',
        'b -> end',
      ),
    );
    expect(run.stepList.filter(({ nodeId }) => nodeId === 'end')).toHaveLength(1);
  });

  it('ends at a stop step with its output', async () => {
    const stop = {
      type: 'stop',
      config: { status: 'failed', message: 'Not today', output: { why: 'closed' } },
    };
    const run = await world.run(drawFlow({ hook, stop }, 'hook -> stop'));
    expect(run).toMatchObject({ status: 'failed', error: { message: 'Not today' } });
  });
});

describe('the event of a failed run', () => {
  it('names the step, and what was done outside before it', async () => {
    world.receiver.answers.push(200, 404);
    const flow = drawFlow(
      { hook, first: request('/first'), second: request('/second') },
      'hook -> first',
      'first -> second',
    );
    const run = await world.run(flow);
    const [row] = await world.say("select data from engine.event where type = 'run.failed' and run_id = $1", [
      fromId('run', run.id),
    ]);
    expect(JSON.parse((row as { data: string }).data)).toMatchObject({
      failedStep: { nodeId: 'second' },
      effectsDone: [
        { target: world.receiver.url('/first'), key: world.receiver.seen[0]?.headers['idempotency-key'] },
      ],
    });
  });
});

describe('cancel and retry', () => {
  it('cancels a run whose request hangs, at once and for good', async () => {
    world.receiver.answers.push('hang');
    const { runId } = await world.runtime.runs.accept(
      world.request(await world.publish(drawFlow({ hook, ask: request('/slow') }, 'hook -> ask'))),
    );
    await world.receiver.received(1);
    await world.runtime.runs.cancelRun(world.workspaceId, runId ?? '', ada);
    const run = await world.ended(runId ?? '');
    expect(run.status).toBe('cancelled');
    expect(statuses(run)).toMatchObject({ ask: 'cancelled' });
    await expect(world.runtime.runs.cancelRun(world.workspaceId, runId ?? '', ada)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('retries from the failed step and does not do again what succeeded', async () => {
    world.receiver.answers.push(200, 404);
    const failed = await world.run(
      drawFlow(
        { hook, first: request('/first'), second: request('/second') },
        'hook -> first',
        'first -> second',
      ),
    );
    expect(failed.status).toBe('failed');
    const runId = fromId('run', failed.id) ?? '';
    await world.runtime.runs.retryRun(world.workspaceId, runId);
    const run = await world.ended(runId);
    expect(run.status).toBe('succeeded');
    expect(world.receiver.seen.map(({ path }) => path)).toEqual(['/first', '/second', '/second']);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'second')?.attempt).toBe(2);
  });

  it('refuses what belongs to another workspace as if it were not there', async () => {
    const run = await world.run(
      drawFlow({ hook, a: { type: 'set-values', config: { values: {} } } }, 'hook -> a'),
    );
    const stranger = '01890000-0000-7000-8000-000000000000';
    await expect(world.runtime.runs.readRun(stranger, fromId('run', run.id) ?? '')).rejects.toMatchObject({
      code: 'not_found',
    });
    const cancelled = world.runtime.runs.cancelRun(stranger, fromId('run', run.id) ?? '', ada);
    await expect(cancelled).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a test that holds effects back', () => {
  it('sends to nobody but the request inbox, and says so', async () => {
    const tell = { type: 'send-webhook', config: { url: 'https://shop.example.com/hook', body: { a: 1 } } };
    const run = await world.run(
      drawFlow({ hook, ask: request('/ask'), tell }, 'hook -> ask', 'ask -> tell'),
      { mode: 'test', effects: 'suppress' },
    );
    expect(run.status).toBe('succeeded');
    const seen = await world.receiver.received(2);
    expect(seen.every(({ path }) => path.startsWith('/catch/'))).toBe(true);
    expect(run.stepList.find(({ nodeId }) => nodeId === 'ask')?.effect).toBe('suppressed');
    expect(run.stepList.find(({ nodeId }) => nodeId === 'tell')?.output).toMatchObject({ redirected: true });
  });
});

describe('the list of runs', () => {
  it('pages by cursor without missing or repeating a run, and filters', async () => {
    const flow = await world.publish(
      drawFlow({ hook, a: { type: 'set-values', config: { values: {} } } }, 'hook -> a'),
    );
    for (let n = 0; n < 5; n += 1)
      await world.runtime.runs.accept(
        world.request(flow, { input: { kind: 'webhook', body: { n, word: `needle${n}` } } }),
      );
    const list = (more: object) =>
      world.runtime.runs.listRuns(world.workspaceId, { limit: 2, flowId: flow.flowId, ...more });
    const first = await list({});
    const second = await list({ after: first.next ?? '' });
    const third = await list({ after: second.next ?? '' });
    const ids = [...first.data, ...second.data, ...third.data].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(third.next).toBeNull();
    expect((await list({ q: 'needle3' })).data).toHaveLength(1);
    expect((await list({ trigger: 'order' })).data).toHaveLength(0);
  });
});
