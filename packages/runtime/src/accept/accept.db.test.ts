import { createHash } from 'node:crypto';
import { newUuid } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import type { CaptureRow } from './accept.types.ts';

let world: RunWorld;
let flow: { flowId: string; versionId: string };
beforeAll(async () => {
  world = await openRunWorld();
  flow = await world.publish(
    drawFlow(
      { hook: { type: 'trigger-webhook' }, a: { type: 'set-values', config: { values: {} } } },
      'hook -> a',
    ),
  );
});
afterAll(() => world[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const keyOf = (text: string, windowMs = 24 * hourMs) => ({
  key: createHash('sha256').update(text).digest().subarray(0, 16),
  windowMs,
});
const accept = (...texts: string[]) =>
  world.runtime.runs.accept(world.request(flow, { dedupe: texts.map((text) => keyOf(text)) }));
const count = async (table: string, runId: string) => {
  const [row] = await world.say(
    `select count(*)::int as n from ${table} where ${table === 'pgboss.job' ? 'id' : table === 'engine.run' ? 'id' : 'run_id'} = $1`,
    [runId],
  );
  return (row as { n: number }).n;
};

function capture(outcome: CaptureRow['outcome']): CaptureRow {
  return {
    id: newUuid(),
    workspaceId: world.workspaceId,
    flowId: flow.flowId,
    ingressId: flow.flowId,
    outcome,
    reason: null,
    method: 'POST',
    query: '',
    remote: '127.0.0.1',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{}'),
    size: 2,
    receivedAtMs: Date.now(),
    meta: {
      source: 'generic',
      eventType: null,
      externalId: null,
      title: null,
      contentType: null,
      auth: { mode: 'none', verified: false, secret: null },
      explanation: null,
    },
  };
}

describe('accept', () => {
  it('answers only for what is on disk: run, input and capture are there at once', async () => {
    const came = capture('accepted');
    const accepted = await world.runtime.runs.accept(
      world.request(flow, { capture: came, ingressId: flow.flowId }),
    );
    expect(accepted).toEqual({ runId: came.id, captureId: came.id, duplicate: false });
    expect(await count('engine.run', came.id)).toBe(1);
    expect(await count('engine.run_payload', came.id)).toBe(1);
  });

  it('makes one run of 200 equal requests that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => accept('twin')));
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  });

  it('joins a request to the first run by any of its keys, and brings its new key along', async () => {
    const first = await accept('id-1');
    expect(await accept('id-1', 'body-1')).toMatchObject({ runId: first.runId, duplicate: true });
    expect(await accept('body-1')).toMatchObject({ runId: first.runId, duplicate: true });
  });

  it('takes a key over when its window is past, whatever windows other keys have', async () => {
    const short = [keyOf('short', hourMs)];
    const first = await world.runtime.runs.accept(world.request(flow, { dedupe: short }));
    world.clock.advance(2 * hourMs);
    const long = world.runtime.runs.accept(world.request(flow, { dedupe: [keyOf('long', 168 * hourMs)] }));
    const again = world.runtime.runs.accept(world.request(flow, { dedupe: short }));
    expect((await again).duplicate).toBe(false);
    expect((await again).runId).not.toBe(first.runId);
    await long;
  });

  it('says which capture was first when that one was parked', async () => {
    const parked = capture('parked');
    await world.runtime.runs.recordCapture(parked, [keyOf('parked-key')]);
    const again = await world.runtime.runs.accept(
      world.request(flow, {
        ingressId: flow.flowId,
        capture: capture('accepted'),
        dedupe: [keyOf('parked-key')],
      }),
    );
    expect(again).toEqual({ runId: null, captureId: parked.id, duplicate: true });
  });

  it('keeps its neighbours when one row of a batch is bad', async () => {
    const bad = world.runtime.runs.accept(world.request({ ...flow, versionId: 'no uuid' }));
    const good = accept('good-neighbour');
    await expect(bad).rejects.toThrow();
    expect((await good).duplicate).toBe(false);
  });
});
