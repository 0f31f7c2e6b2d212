import { newUuid, toId } from '@sista/shared/ids';
import { runStatuses } from '@sista/shared/run/run-status';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wakeRuns } from '../wait/wake-runs.ts';
import type { CallbackOutcome } from './answer-callback.ts';
import { callbackUrl } from './callback-key.ts';
import { callbackVerbs } from './callback-verbs.ts';
import {
  answerTo,
  type CallbackWorld,
  openCallbackWorld,
  type SeededRun,
  waits,
} from './callback-world.testing.ts';
import { loadAnswers } from './load-answers.ts';

let world: CallbackWorld;
beforeAll(async () => {
  world = await openCallbackWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.kept.length = 0;
});

const answer = (run: SeededRun, over?: Parameters<typeof answerTo>[1]) =>
  world.verbs.answer(answerTo(run, over));
const answersOf = async ({ runId }: SeededRun) =>
  (await loadAnswers(world.database.hot, [runId])).get(runId) ?? new Map();

async function stateOf({ runId }: SeededRun) {
  const [state] = await world.say<{
    status: number;
    wakes: number;
    answers: number;
    captures: number;
    jobs: number;
  }>(
    `select r.status, r.wakes,
       (select count(*)::int from engine.callback c where c.run_id = r.id) as answers,
       (select count(*)::int from engine.capture c where c.run_id = r.id) as captures,
       (select count(*)::int from pgboss.job j where j.id = r.id) as jobs
     from engine.run r where r.id = $1`,
    [runId],
  );
  if (!state) throw new Error('the run is gone');
  return state;
}

/** Resolves once so many connections wait for a lock that another one holds. */
async function othersWait(count: number): Promise<void> {
  for (let waiting = 0; waiting < count; ) {
    const rows = await world.database.history.query(
      '',
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = rows.length;
  }
}

describe('the answer to a waiting step', () => {
  it('is kept with the request and makes the run runnable in one commit', async () => {
    const run = await world.seedRun(waits);
    const { capture } = answerTo(run);
    expect(await world.verbs.answer({ place: run, capture })).toEqual({ kind: 'accepted' });
    expect(await stateOf(run)).toEqual({
      status: runStatuses.queued,
      wakes: 1,
      answers: 1,
      captures: 1,
      jobs: 1,
    });
    expect((await answersOf(run)).get('wait|')).toEqual({
      method: 'POST',
      query: { from: 'warehouse' },
      headers: { 'content-type': 'application/json' },
      body: { status: 'shipped' },
      receivedAt: new Date(capture.receivedAtMs).toISOString(),
      captureId: toId('capture', capture.id),
    });
    expect(world.kept).toMatchObject([{ woken: true, capture: { outcome: 'accepted', reason: null } }]);
  });

  it('may come before the run has reached the step, and is told to a run that is executing', async () => {
    for (const status of ['queued', 'running'] as const) {
      const run = await world.seedRun({ run: status });
      expect(await answer(run)).toEqual({ kind: 'accepted' });
      expect(await stateOf(run)).toMatchObject({
        status: runStatuses[status],
        wakes: 1,
        answers: 1,
        jobs: 0,
      });
    }
  });

  it('counts for the item of the loop whose address it was sent to', async () => {
    const run = await world.seedRun({ ...waits, path: '3' });
    await answer(run);
    await answer({ ...run, path: '4' }, { body: '{"status":"lost"}' });
    const answers = await answersOf(run);
    expect([...answers.keys()].sort()).toEqual(['wait|3', 'wait|4']);
    expect(answers.get('wait|3')?.body).toEqual({ status: 'shipped' });
  });

  it('is one of twenty requests at once; the others are its duplicates and wake nobody', async () => {
    const run = await world.seedRun(waits);
    const asked = Array.from({ length: 20 }, () => answerTo(run));
    let answering: Promise<CallbackOutcome[]> | undefined;
    // None gets through before several stand at the same row, as when they come to several processes.
    await world.database.spare.transaction(async (sql) => {
      await sql.query('', 'select from engine.run where id = $1 for update', [run.runId]);
      answering = Promise.all(asked.map((each) => world.verbs.answer(each)));
      await othersWait(2);
    });
    const outcomes = (await answering) ?? [];
    const first = asked[outcomes.findIndex(({ kind }) => kind === 'accepted')]?.capture.id;
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((each) => each.kind === 'duplicate' && each.first === first)).toHaveLength(19);
    expect(await stateOf(run)).toMatchObject({ wakes: 1, answers: 1, captures: 20, jobs: 1 });
    expect((await answersOf(run)).get('wait|')?.captureId).toBe(toId('capture', first ?? ''));
  });

  it('stays the first one: a second is a duplicate, also after the end of the run', async () => {
    const run = await world.seedRun(waits);
    const { capture } = answerTo(run);
    await world.verbs.answer({ place: run, capture });
    await world.say('update engine.run set status = $2 where id = $1', [run.runId, runStatuses.succeeded]);
    expect(await answer(run, { body: '{"status":"lost"}' })).toEqual({
      kind: 'duplicate',
      first: capture.id,
    });
    expect((await answersOf(run)).get('wait|')?.body).toEqual({ status: 'shipped' });
    expect(world.kept[1]).toMatchObject({
      woken: false,
      capture: { outcome: 'duplicate', meta: { callback: { first: capture.id } } },
    });
  });

  it('is not kept in part when the wake fails', async () => {
    const run = await world.seedRun(waits);
    const queue = { insert: () => Promise.reject(new Error('the queue is away')) };
    const verbs = callbackVerbs({ ...world.tools, queue, onKept: () => {} });
    await expect(verbs.answer(answerTo(run))).rejects.toThrow('the queue is away');
    expect(await stateOf(run)).toEqual({
      status: runStatuses.waiting,
      wakes: 0,
      answers: 0,
      captures: 0,
      jobs: 0,
    });
  });
});

describe('an answer that comes too late', () => {
  it('is refused with a sentence and kept, and wakes nobody', async () => {
    const over = await world.seedRun({ run: 'cancelled' });
    expect(await answer(over)).toEqual({ kind: 'ended', message: 'This run is over: it was cancelled.' });
    const expired = await world.seedRun({ run: 'running', step: { status: 'succeeded' } });
    expect(await answer(expired)).toMatchObject({
      kind: 'ended',
      message: expect.stringMatching(/no longer waits/),
    });
    for (const run of [over, expired])
      expect(await stateOf(run)).toMatchObject({ wakes: 0, answers: 0, captures: 1 });
    expect(world.kept).toMatchObject([
      { woken: false, capture: { outcome: 'refused', reason: 'run_ended' } },
      { woken: false, capture: { outcome: 'refused', reason: 'run_ended' } },
    ]);
  });

  it('loses against the timer whose commit is under way', async () => {
    const run = await world.seedRun(waits);
    let late: ReturnType<typeof answer> | undefined;
    await world.database.hot.transaction(async (sql) => {
      await sql.query('', 'delete from engine.timer where owner_id = $1', [run.runId]);
      await wakeRuns(sql, world.queue, [run.runId]);
      // It has to wait for the row that this transaction holds.
      late = answer(run);
      await othersWait(1);
    });
    expect(await late).toMatchObject({ kind: 'ended' });
    expect(await stateOf(run)).toMatchObject({ wakes: 1, answers: 0 });
  });

  it('is asked to come again while the end of the wait is not written, and is not kept', async () => {
    const run = await world.seedRun({ run: 'running', step: { status: 'running' } });
    expect(await answer(run)).toEqual({ kind: 'busy' });
    expect(await stateOf(run)).toMatchObject({ answers: 0, captures: 0 });
  });

  it('finds nothing where the run is not kept any more', async () => {
    const run = { ...(await world.seedRun()), runId: newUuid() };
    expect(await answer(run)).toEqual({ kind: 'unknown' });
    expect(world.kept).toEqual([]);
  });
});

describe('the address of a waiting step', () => {
  const keyOf = (place: Parameters<typeof callbackUrl>[2]) =>
    callbackUrl('https://flow.example.com', world.sealKeys, place).split('/in/')[1] ?? '';

  it('leads to the run, the flow and the config of its version', async () => {
    const { workspaceId, flowId, ...place } = await world.seedRun({ config: { auth: 'bearer' } });
    expect(await world.verbs.find(keyOf(place))).toEqual({
      place,
      workspaceId,
      flowId,
      nodeName: 'Ask the warehouse',
      config: { auth: 'bearer' },
    });
  });

  it('leads nowhere when it is forged, of a run that is gone, or of a step of another kind', async () => {
    const run = await world.seedRun();
    const key = keyOf(run);
    expect(
      await world.verbs.find(`${key.slice(0, 10)}${key[10] === 'A' ? 'B' : 'A'}${key.slice(11)}`),
    ).toBeNull();
    expect(await world.verbs.find(keyOf({ ...run, runId: newUuid() }))).toBeNull();
    expect(await world.verbs.find(keyOf({ ...run, nodeId: 'hook' }))).toBeNull();
    expect(await world.verbs.find(keyOf({ ...run, nodeId: 'gone' }))).toBeNull();
  });
});
