import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { listCapturesInput } from '@sista/shared/capture/capture.schema';
import { fromId, newUuid, toId } from '@sista/shared/ids';
import type { OpenCredential } from '@sista/shared/node/step-context';
import { readers } from '@sista/shared/readers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AcceptRequest, CaptureRow } from '../accept/accept.types.ts';
import { systemClock } from '../clock.ts';
import { isConnectionLost } from '../db/connection.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { listCaptures } from './list-captures.ts';
import { readCapture } from './read-capture.ts';
import { type CaptureRecorder, openCaptureRecorder } from './record-capture.ts';
import { type ReplayWorld, replayCapture } from './replay-capture.ts';
import { captureRow, type SeededIngress, seedIngress } from './seed-capture.testing.ts';

let fresh: FreshDatabase;
let database: Database;
let recorder: CaptureRecorder;
const announced: CaptureRow[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, log: silentLogger });
  await ensurePartitions(database.hot, Date.now());
  recorder = openCaptureRecorder({
    sql: database.spare,
    clock: systemClock,
    isOutage: isConnectionLost,
    onRecorded: (captures) => announced.push(...captures),
  });
});
afterAll(async () => {
  await database.close();
  await fresh[Symbol.asyncDispose]();
});

const list = (ingress: SeededIngress, query: Record<string, unknown> = {}) =>
  listCaptures(database.history, ingress.workspaceId, listCapturesInput.parse(query));
const read = (ingress: SeededIngress, id: string) => readCapture(database.history, ingress.workspaceId, id);
const key = (text: string) => ({ key: Buffer.from(text.padEnd(16, '.')), windowMs: 60_000 });

describe('keeping requests that start nothing', () => {
  it('keeps many at once, each with its outcome, and announces them after the commit', async () => {
    const ingress = await seedIngress(database.hot);
    const rows = [
      captureRow(ingress),
      captureRow(ingress, { outcome: 'filtered', reason: 'event_type' }),
      captureRow(ingress, { outcome: 'handshake', reason: 'ping', body: null, remote: null }),
    ];
    await Promise.all(rows.map((row) => recorder.record(row)));
    const { data, next } = await list(ingress);
    expect(data.map(({ outcome }) => outcome).sort()).toEqual(['filtered', 'handshake', 'refused']);
    expect(next).toBeNull();
    expect(announced.map(({ id }) => id)).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
  });

  it('parks a request once, however often its sender repeats it', async () => {
    const ingress = await seedIngress(database.hot);
    const parked = () => captureRow(ingress, { outcome: 'parked', reason: 'paused' });
    const rows = Array.from({ length: 8 }, parked);
    const results = await Promise.all(
      rows.map((row) => recorder.record(row, [key('order 1'), key('body 1')])),
    );
    const first = results.filter(({ duplicateOf }) => duplicateOf === null);
    expect(first).toHaveLength(1);
    expect(results.filter(({ duplicateOf }) => duplicateOf === first[0]?.captureId)).toHaveLength(7);
    const { data } = await list(ingress, { outcome: 'duplicate' });
    expect(data).toHaveLength(7);
    expect(data[0]).toMatchObject({ runId: null, duplicateOf: toId('capture', first[0]?.captureId ?? '') });
  });

  it('says overloaded, and keeps nothing, while the database is away', async () => {
    const away = openDatabase({ url: 'postgres://sista@127.0.0.1:9/none', log: silentLogger });
    const closed = openCaptureRecorder({ sql: away.spare, clock: systemClock, isOutage: isConnectionLost });
    const ingress = { workspaceId: newUuid(), flowId: newUuid(), ingressId: newUuid(), versionId: null };
    await expect(closed.record(captureRow(ingress))).rejects.toMatchObject({ code: 'overloaded' });
    await away.close();
  });
});

describe('the list of received requests', () => {
  it('shows the newest first, page by page, and nothing of other workspaces', async () => {
    const ingress = await seedIngress(database.hot);
    const other = await seedIngress(database.hot);
    const rows = Array.from({ length: 5 }, (_, n) =>
      captureRow(ingress, { id: newUuid(Date.now() - 10_000 + n) }),
    );
    await Promise.all([...rows, captureRow(other)].map((row) => recorder.record(row)));
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await list(ingress, { limit: 2, ...(after ? { after } : {}) });
      pages.push(page.data.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect(pages).toEqual(
      [[4, 3], [2, 1], [0]].map((page) => page.map((n) => toId('capture', rows[n]?.id ?? ''))),
    );
  });

  it('finds by flow, outcome, reason, words and time', async () => {
    const ingress = await seedIngress(database.hot);
    const second = await seedIngress(database.hot, { workspaceId: ingress.workspaceId });
    const old = Date.now() - 3_600_000;
    const meta = { ...captureRow(ingress).meta, title: 'Order #77 of Grace' };
    await recorder.record(captureRow(ingress, { id: newUuid(old), meta }));
    await recorder.record(captureRow(ingress, { outcome: 'filtered', reason: 'condition' }));
    await recorder.record(
      captureRow(second, { outcome: 'parked', reason: 'paused', remote: '198.51.100.9' }),
    );
    const count = async (query: Record<string, unknown>) => (await list(ingress, query)).data.length;
    expect(await count({})).toBe(3);
    expect(await count({ flowId: toId('flow', second.flowId) })).toBe(1);
    expect(await count({ outcome: 'filtered' })).toBe(1);
    expect(await count({ reason: 'paused' })).toBe(1);
    expect(await count({ q: 'grace' })).toBe(1);
    expect(await count({ q: '198.51.100.9' })).toBe(1);
    expect(await count({ q: '%' })).toBe(0);
    expect(await count({ since: new Date(old + 60_000).toISOString() })).toBe(2);
    expect(await count({ until: new Date(old + 60_000).toISOString() })).toBe(1);
    await expect(list(ingress, { after: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('reads one request with its body, unpacked, as text or base64, and says when only the head was kept', async () => {
    const ingress = await seedIngress(database.hot);
    const gzip = captureRow(ingress, {
      body: gzipSync('{"a":"ü"}'),
      headers: { 'content-encoding': 'gzip' },
    });
    const binary = captureRow(ingress, { body: Buffer.of(0xff, 0xd8, 0x00) });
    const head = captureRow(ingress, { body: Buffer.from('a€').subarray(0, 3), size: 2_000_000 });
    await Promise.all([gzip, binary, head].map((row) => recorder.record(row)));
    expect(await read(ingress, gzip.id)).toMatchObject({
      remote: '203.0.113.7',
      reason: 'signature_mismatch',
      body: { encoding: 'utf8', text: '{"a":"ü"}', truncated: false },
      replays: [],
    });
    expect((await read(ingress, binary.id)).body).toEqual({
      encoding: 'base64',
      text: '/9gA',
      truncated: false,
    });
    expect((await read(ingress, head.id)).body).toEqual({ encoding: 'utf8', text: 'a', truncated: true });
    const stranger = await seedIngress(database.hot);
    await expect(read(stranger, gzip.id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('replaying', () => {
  const secret: OpenCredential = { type: 'signing-secret', secrets: ['s3cret'] };

  function openWorld(over: Partial<ReplayWorld> = {}): ReplayWorld & { accepted: AcceptRequest[] } {
    const accepted: AcceptRequest[] = [];
    return {
      sql: database.hot,
      clock: systemClock,
      readers,
      accept: async (request) => {
        accepted.push(request);
        return { runId: newUuid(), captureId: request.captureId, duplicate: false };
      },
      openCredential: async () => secret,
      freezeDraft: async () => {
        throw new Error('no draft was asked for');
      },
      accepted,
      ...over,
    };
  }
  const replay = (world: ReplayWorld, ingress: SeededIngress, captureId: string, trust = false) =>
    replayCapture(world, { workspaceId: ingress.workspaceId, captureId, version: 'live', trust, by: 'ada' });
  const signed = (ingress: SeededIngress) => {
    const row = captureRow(ingress);
    const hmac = createHmac('sha256', 's3cret')
      .update(row.body ?? '')
      .digest('base64');
    return { ...row, headers: { ...row.headers, 'x-shopify-hmac-sha256': hmac } };
  };
  const credential = toId('credential', newUuid());

  it('makes a run of a parked request, as authentic as it came, and notes it', async () => {
    const ingress = await seedIngress(database.hot);
    const row = captureRow(ingress, { outcome: 'parked', reason: 'paused' });
    row.meta.auth = { mode: 'hmac', verified: true, secret: 'current' };
    await recorder.record(row);
    const world = openWorld();
    const { runId } = await replay(world, ingress, row.id);
    expect(world.accepted).toMatchObject([
      {
        versionId: ingress.versionId,
        captureId: row.id,
        capture: null,
        dedupe: [],
        mode: 'replay',
        input: { kind: 'order', order: { number: '#1042' }, auth: { verified: true } },
      },
    ]);
    expect((await read(ingress, row.id)).replays).toMatchObject([{ runId: toId('run', runId), by: 'ada' }]);
  });

  it('judges a refused request anew: with the right secret it runs', async () => {
    const ingress = await seedIngress(database.hot, { config: { source: 'shopify', credential } });
    const row = signed(ingress);
    await recorder.record(row);
    const asked: string[] = [];
    const world = openWorld({
      openCredential: async (_workspaceId, id) => {
        asked.push(id);
        return secret;
      },
    });
    await replay(world, ingress, row.id);
    expect(asked).toEqual([fromId('credential', credential)]);
    expect(world.accepted).toMatchObject([{ input: { auth: { mode: 'hmac', verified: true } } }]);
  });

  it('starts what still is not authentic only on trust, and then as unauthenticated', async () => {
    const ingress = await seedIngress(database.hot, { config: { source: 'shopify', credential } });
    const row = signed(ingress);
    await recorder.record(row);
    const world = openWorld({ openCredential: async () => ({ type: 'signing-secret', secrets: ['other'] }) });
    await expect(replay(world, ingress, row.id)).rejects.toMatchObject({
      code: 'conflict',
      details: { code: 'signature_mismatch' },
    });
    await replay(world, ingress, row.id, true);
    expect(world.accepted).toMatchObject([{ input: { auth: { mode: 'trusted', verified: false } } }]);
  });

  it('says why it cannot: never published, only a head, no order, not there', async () => {
    const draft = await seedIngress(database.hot, { live: false });
    const live = await seedIngress(database.hot);
    const parked = captureRow(draft, { outcome: 'parked' });
    const head = captureRow(live, { outcome: 'parked', size: 2_000_000 });
    const broken = captureRow(live, { outcome: 'parked', body: Buffer.from('{') });
    const other = captureRow(live, { outcome: 'parked', body: Buffer.from('{"hello":1}') });
    await Promise.all([parked, head, broken, other].map((row) => recorder.record(row)));
    const codeOf = (ingress: SeededIngress, id: string) =>
      replay(openWorld(), ingress, id).then(
        () => 'ran',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf(draft, parked.id)).toBe('conflict');
    expect(await codeOf(live, head.id)).toBe('payload_expired');
    expect(await codeOf(live, broken.id)).toBe('invalid_json');
    expect(await codeOf(live, other.id)).toBe('invalid_input');
    expect(await codeOf(live, newUuid())).toBe('not_found');
  });

  it('runs on the draft as test-fire freezes it', async () => {
    const ingress = await seedIngress(database.hot, { live: false });
    const row = captureRow(ingress, { outcome: 'parked' });
    await recorder.record(row);
    const versionId = newUuid();
    const node = { id: 'start', type: 'trigger-webhook', name: 'S', position: { x: 0, y: 0 }, config: {} };
    const document = { schema: 'sista.flow/1' as const, name: 'Draft', nodes: [node], edges: [] };
    const world = openWorld({ freezeDraft: async () => ({ versionId, document }) });
    const { workspaceId } = ingress;
    await replayCapture(world, { workspaceId, captureId: row.id, version: 'draft', trust: false, by: 'ada' });
    expect(world.accepted).toMatchObject([{ versionId, input: { kind: 'webhook', body: { id: 1042 } } }]);
  });
});
