import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { toId } from '@sista/shared/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerTo } from '../callback/callback-world.testing.ts';
import type { Runtime } from '../start-runtime.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

// The world itself only accepts; its workers have one slot each, so who has a request out cannot take the run again.
let world: RunWorld;
const workers: Runtime[] = [];
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
});
afterAll(async () => {
  await layOff();
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await layOff();
  world.receiver.seen.length = 0;
});

const layOff = () => Promise.all(workers.splice(0).map((worker) => worker.stop()));
async function hire(count = 1): Promise<void> {
  const settings = { ...world.settings, role: 'worker', workerConcurrency: 1 } as const;
  workers.push(...(await Promise.all(Array.from({ length: count }, () => world.start({ settings })))));
}

const hook = { type: 'trigger-webhook' };
const put = (path: string) => ({
  type: 'http-request',
  config: { method: 'PUT', url: world.receiver.url(path) },
});
const values = { type: 'set-values', config: { values: { a: 1 } } };

async function accept(document: FlowDocument) {
  const flow = await world.publish(document);
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  return { ...flow, runId: runId ?? '', workspaceId: world.workspaceId };
}

/** While `meanwhile` is at it nobody else gets at the row of the run: whoever comes waits, and they go on in order. */
async function holding(runId: string, meanwhile: () => Promise<void>): Promise<void> {
  const lock = world.database.pinned('race');
  await lock.transaction(async (sql) => {
    await sql.query('', 'select from engine.run where id = $1 for update', [runId]);
    await meanwhile();
  });
  await lock.close();
}

/** Resolves once so many stand at a row that is held; who waits for a whole table is somebody else. */
async function waiting(count: number): Promise<void> {
  for (let found = -1; found !== count; )
    found = (
      await world.say(
        `select from pg_stat_activity where datname = current_database() and wait_event in ('transactionid', 'tuple')`,
      )
    ).length;
}

/** As for a process that was silent for too long: somebody else may have the run. */
const giveBack = (runId: string) =>
  world.say(
    "update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where id = $1 and state = 'active'",
    [runId],
  );

/** Resolves once somebody has the job that was given back. */
async function claimedAgain(runId: string): Promise<void> {
  const text = "select 1 from pgboss.job where id = $1 and state = 'active' and retry_count > 0";
  while ((await world.say(text, [runId])).length === 0);
}

/** The run is over and was written by one hand. Answers the rows of its steps, in order. */
async function endOf(runId: string) {
  const run = await world.ended(runId);
  const steps = run.stepList.filter(({ seq }) => seq > 0);
  expect(run).toMatchObject({ status: 'succeeded', steps: steps.length });
  expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_, at) => at + 1));
  expect(steps.map(({ status, attempt }) => [status, attempt])).toEqual(steps.map(() => ['succeeded', 1]));
  // The one who came second may still be on its way to the row.
  await waiting(0);
  expect(await world.say('select 1 from pgboss.job where id = $1', [runId])).toEqual([]);
  expect(await world.say('select 1 from engine.timer where owner_id = $1 and kind < 10', [runId])).toEqual(
    [],
  );
  return steps;
}
/** Each of these was asked under one key; a second time only by who has the job, and found the intent of the other. */
function askedUnderOneKey(ids: readonly string[]): void {
  for (const id of ids) {
    const own = world.receiver.seen.filter(({ path }) => path === `/${id}`);
    expect([1, 2]).toContain(own.length);
    expect(new Set(own.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  }
  expect(new Set(world.receiver.seen.map(({ path }) => path))).toEqual(new Set(ids.map((id) => `/${id}`)));
}

describe('two activations of one run', () => {
  const cases = {
    'that meet at its only commit': () => drawFlow({ hook, values }, 'hook -> values'),
    'that meet at an intent': () =>
      drawFlow({ hook, values, ask: put('/ask') }, 'hook -> values', 'values -> ask'),
    'that meet at a wait': () =>
      drawFlow(
        { hook, pause: { type: 'delay', config: { mode: 'for', amount: 1, unit: 'seconds' } } },
        'hook -> pause',
      ),
  };
  it.each(Object.keys(cases) as (keyof typeof cases)[])('%s write it once', async (name) => {
    const { runId } = await accept(cases[name]());
    await holding(runId, async () => {
      await hire(2);
      await waiting(1);
      await giveBack(runId);
      await claimedAgain(runId);
    });
    const steps = await endOf(runId);
    expect(steps.length).toBe(name === 'that meet at an intent' ? 2 : 1);
    askedUnderOneKey(name === 'that meet at an intent' ? ['ask'] : []);
  });

  const outcomes = [
    ['its end', ['ask']],
    ['the next intent', ['ask', 'next']],
  ] as const;
  it.each(outcomes)('of which the first has an outcome, with %s: it counts', async (_, ids) => {
    const { runId } = await accept(lineOf(ids));
    world.receiver.answers.push('hang');
    await hire(2);
    await world.receiver.received(1);
    await holding(runId, async () => {
      world.receiver.release(200);
      await waiting(1);
      await giveBack(runId);
      await claimedAgain(runId);
    });
    expect((await endOf(runId)).map(({ nodeId }) => nodeId)).toEqual(ids);
    askedUnderOneKey(ids);
  });

  it.each(outcomes)(
    'of which the second takes over before the outcome, with %s: it sends under the same key',
    async (_, ids) => {
      const { runId } = await accept(lineOf(ids));
      world.receiver.answers.push('hang');
      await hire(2);
      await world.receiver.received(1);
      await holding(runId, async () => {
        await giveBack(runId);
        await waiting(1);
        world.receiver.release(200);
        await waiting(2);
      });
      expect((await endOf(runId)).map(({ nodeId }) => nodeId)).toEqual(ids);
      askedUnderOneKey(ids);
    },
  );

  const lineOf = (ids: readonly string[]) =>
    drawFlow(
      { hook, ...Object.fromEntries(ids.map((id) => [id, put(`/${id}`)])) },
      'hook -> ask',
      ...ids.slice(1).map((id) => `ask -> ${id}`),
    );
});

describe('an answer and the park of the run that waits for it', () => {
  const wait = { type: 'wait-for-callback', config: {} };
  const said = { type: 'set-values', config: { values: { status: '{{ steps.wait.output.body.status }}' } } };
  const flow = () => drawFlow({ hook, wait, said }, 'hook -> wait', 'wait -> said');
  const call = (run: Awaited<ReturnType<typeof accept>>) =>
    world.runtime.callbacks.answer(answerTo({ ...run, nodeId: 'wait', path: '' }));

  it.each(['the park', 'the answer'])('meet, and %s is first: the run goes on with it', async (first) => {
    const run = await accept(flow());
    const answered: Promise<unknown>[] = [];
    const both = [hire, async () => void answered.push(call(run))];
    await holding(run.runId, async () => {
      for (const [at, begin] of (first === 'the park' ? both : both.reverse()).entries()) {
        await begin();
        await waiting(at + 1);
      }
    });
    expect(await Promise.all(answered)).toEqual([{ kind: 'accepted' }]);
    const steps = await endOf(run.runId);
    expect(steps.at(-1)?.output).toEqual({ status: 'shipped' });
  });
});

describe('ten thousand equal requests', () => {
  it('make one run', async () => {
    const flow = await world.publish(drawFlow({ hook, values }, 'hook -> values'));
    const dedupe = [{ key: Buffer.alloc(16, 7), windowMs: 3_600_000 }];
    const found = new Map<string | null, number>();
    for (let round = 0; round < 10; round += 1) {
      const asked = Array.from({ length: 1_000 }, () =>
        world.runtime.runs.accept(world.request(flow, { dedupe })),
      );
      for (const { runId, duplicate } of await Promise.all(asked)) {
        const name = `${runId} ${duplicate ? 'again' : 'first'}`;
        found.set(name, (found.get(name) ?? 0) + 1);
      }
    }
    const runs = (await world.say('select id from engine.run where flow_id = $1', [flow.flowId])) as {
      id: string;
    }[];
    expect(runs).toHaveLength(1);
    const [{ id = '' } = {}] = runs;
    expect(Object.fromEntries(found)).toEqual({ [`${id} first`]: 1, [`${id} again`]: 9_999 });
    await hire();
    expect(await world.ended(id)).toMatchObject({ id: toId('run', id), status: 'succeeded' });
  });
});
