import { gzipSync } from 'node:zlib';
import { listCapturesInput } from '@sista/shared/capture/capture.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { readers } from '@sista/shared/readers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCaptures } from '../capture/insert-captures.ts';
import { listCaptures } from '../capture/list-captures.ts';
import { readCapture } from '../capture/read-capture.ts';
import { replayCapture } from '../capture/replay-capture.ts';
import { captureRow, seedIngress } from '../capture/seed-capture.testing.ts';
import { systemClock } from '../clock.ts';
import { answerTo, type CallbackWorld, openCallbackWorld, waits } from './callback-world.testing.ts';
import { loadAnswers } from './load-answers.ts';

let world: CallbackWorld;
beforeAll(async () => {
  world = await openCallbackWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the body of an answer', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  it.each([
    ['JSON', '{"a":[1]}', { 'content-type': 'application/json' }, { a: [1] }],
    [
      'packed JSON',
      gzipSync('{"a":1}'),
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      { a: 1 },
    ],
    ['a form', 'a=1&b=two', form, { a: '1', b: 'two' }],
    ['text', 'picked', { 'content-type': 'text/plain' }, 'picked'],
    ['JSON without a type', '{"a":1}', {}, { a: 1 }],
    ['nothing', '', {}, null],
    ['JSON that is none', '{', { 'content-type': 'application/json' }, '{'],
  ])('is read by its type: %s', async (_case, body, headers, read) => {
    const run = await world.seedRun(waits);
    await world.verbs.answer(answerTo(run, { body, headers: headers as Record<string, string> }));
    const answers = await loadAnswers(world.database.hot, [newUuid(), run.runId, newUuid()]);
    expect([...answers.keys()]).toEqual([run.runId]);
    expect(answers.get(run.runId)?.get('wait|')?.body).toEqual(read);
  });
});

describe('a request to a waiting step, under Received', () => {
  const list = (workspaceId: string, query: Record<string, unknown> = {}) =>
    listCaptures(world.database.history, workspaceId, listCapturesInput.parse(query));

  it('stands between those of the trigger, with its run and the first answer', async () => {
    const run = await world.seedRun(waits);
    const { workspaceId, runId } = run;
    const first = answerTo(run);
    const second = answerTo(run);
    await world.verbs.answer(first);
    await world.verbs.answer(second);
    const ingress = await seedIngress(world.database.hot, { workspaceId });
    const other = captureRow(ingress);
    await insertCaptures(world.database.hot, [{ capture: other, run: null }]);
    const { data } = await list(workspaceId);
    expect(data.map(({ id }) => id)).toEqual(
      [other, second.capture, first.capture].map(({ id }) => toId('capture', id)),
    );
    expect(data.slice(1)).toMatchObject([
      {
        outcome: 'duplicate',
        runId: toId('run', runId),
        duplicateOf: toId('capture', first.capture.id),
        explanation: expect.stringMatching(/the first one counts/),
      },
      {
        outcome: 'accepted',
        source: 'callback',
        runId: toId('run', runId),
        duplicateOf: null,
        flowName: 'Orders',
      },
    ]);
    const ofFlow = await list(workspaceId, { flowId: toId('flow', run.flowId), outcome: 'accepted' });
    expect(ofFlow.data).toMatchObject([{ title: 'Answer to Ask the warehouse' }]);
    expect((await list(workspaceId, { to: 'trigger' })).data).toMatchObject([{ source: 'shopify' }]);
    expect((await list(workspaceId, { to: 'step' })).data).toHaveLength(2);
    expect((await list(newUuid())).data).toEqual([]);
  });

  it('is shown whole, names its run also where it was refused, and cannot be replayed', async () => {
    const run = await world.seedRun({ run: 'failed' });
    const { capture } = answerTo(run);
    await world.verbs.answer({ place: run, capture });
    const sql = world.database.hot;
    expect(await readCapture(sql, run.workspaceId, capture.id)).toMatchObject({
      outcome: 'refused',
      reason: 'run_ended',
      runId: toId('run', run.runId),
      body: { encoding: 'utf8', text: '{"status":"shipped"}' },
      replays: [],
    });
    await expect(readCapture(sql, newUuid(), capture.id)).rejects.toMatchObject({ code: 'not_found' });
    const replayWorld = {
      sql,
      clock: systemClock,
      readers,
      accept: () => Promise.reject(new Error('nothing may start')),
      openCredential: async () => null,
      freezeDraft: () => Promise.reject(new Error('nothing may start')),
    };
    const replay = {
      workspaceId: run.workspaceId,
      captureId: capture.id,
      version: 'live',
      trust: true,
      by: 'Ada',
    } as const;
    await expect(replayCapture(replayWorld, replay)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/waiting step of a run/),
    });
  });

  it('names no run that is not kept any more', async () => {
    const run = await world.seedRun(waits);
    const { capture } = answerTo(run);
    await world.verbs.answer({ place: run, capture });
    await world.say('delete from engine.run where id = $1', [run.runId]);
    expect(await readCapture(world.database.hot, run.workspaceId, capture.id)).toMatchObject({ runId: null });
  });
});
