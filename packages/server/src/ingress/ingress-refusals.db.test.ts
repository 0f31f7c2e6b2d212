import { gzipSync } from 'node:zlib';
import { Refusal } from '@sista/shared/refusal';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashIngressKey, newIngressKey } from './ingress-key.ts';
import {
  type IngressTestWorld,
  json,
  openIngressWorld,
  shopifyHeaders,
  signingSecret,
} from './ingress-world.testing.ts';

let world: IngressTestWorld;
beforeAll(async () => {
  world = await openIngressWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.reset());

const post: IngressTestWorld['post'] = (...call) => world.post(...call);

describe('a request that is refused', () => {
  it.each([
    ['no signature', {}, 'signature_missing'],
    ['another form', { 'x-shopify-hmac-sha256': 'zzz' }, 'signature_malformed'],
    ['another secret', shopifyHeaders('{"id":1}', 'other'), 'signature_mismatch'],
  ])('for %s is kept with a reason', async (_case, headers, code) => {
    const { url } = await world.seed({ config: { source: 'shopify' }, credential: signingSecret('s3cret') });
    const answer = await post(url, '{"id":1}', { ...json, ...headers });
    expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
    expect(world.kept).toMatchObject([{ capture: { outcome: 'refused', reason: code }, dedupe: [] }]);
  });

  it('is told how to prove itself where a browser or library can do it', async () => {
    const basic = await world.seed({ credential: { type: 'basic', username: 'a', password: 'b' } });
    expect((await post(basic.url, {})).headers['www-authenticate']).toMatch(/^Basic /);
    const bearer = await world.seed({ credential: { type: 'bearer', token: 't' } });
    expect((await post(bearer.url, {})).headers['www-authenticate']).toBe('Bearer');
    expect(await post(bearer.url, {}, { ...json, authorization: 'Bearer t' })).toMatchObject({ status: 202 });
  });

  it('is refused as long as a trigger asks for a secret that is gone', async () => {
    const ingress = await world.seed({ config: { source: 'shopify' }, credential: signingSecret('s3cret') });
    world.credentials.delete(ingress.credentialId);
    const body = '{"id":1}';
    const answer = await post(ingress.url, body, shopifyHeaders(body, 's3cret'));
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'signature_no_secret' } } });
  });

  it('for broken JSON says where', async () => {
    const { url } = await world.seed();
    expect(await post(url, '{"a":}')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json', message: expect.stringMatching(/position 5/) } },
    });
    expect(world.kept).toMatchObject([{ capture: { outcome: 'refused', reason: 'invalid_json' } }]);
  });

  it('for a body that is too large is kept as its head', async () => {
    const { url } = await world.seed({ config: { maxBytes: 100_000 } });
    expect(await post(url, Buffer.alloc(100_000, 'a'), { 'content-type': 'text/plain' })).toMatchObject({
      status: 202,
    });
    expect(await post(url, Buffer.alloc(100_001, 'a'))).toMatchObject({
      status: 413,
      body: { error: { code: 'body_too_large' } },
    });
    expect(world.kept).toMatchObject([{ capture: { reason: 'body_too_large', size: 100_001 } }]);
    expect(world.kept[0]?.capture.body).toHaveLength(65_536);
  });

  it('for what it unpacks to, or for a packing nobody knows', async () => {
    const { url } = await world.seed({ config: { maxBytes: 100_000 } });
    const gzip = { ...json, 'content-encoding': 'gzip' };
    expect(await post(url, gzipSync('{"a":1}'), gzip)).toMatchObject({ status: 202 });
    expect(world.accepted).toMatchObject([{ input: { body: { a: 1 } } }]);
    expect(await post(url, gzipSync(Buffer.alloc(50_000_000)), gzip)).toMatchObject({ status: 413 });
    expect(await post(url, 'zzz', { ...json, 'content-encoding': 'zstd' })).toMatchObject({ status: 415 });
    expect(await post(url, 'zzz', gzip)).toMatchObject({ status: 415 });
  });

  it('for its method is told which ones there are', async () => {
    const { url } = await world.seed({ config: { methods: ['POST', 'PUT'] } });
    const answer = await world.app.inject({ method: 'DELETE', url });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST, PUT, HEAD, OPTIONS']);
    expect(await world.app.inject({ method: 'PUT', url, payload: {} })).toMatchObject({ statusCode: 202 });
    expect(world.kept).toMatchObject([{ capture: { reason: 'method_not_allowed', method: 'DELETE' } }]);
  });

  it('in a flood is answered each time, kept as long as its share lasts, and counted after', async () => {
    const { url } = await world.seed({ config: { source: 'shopify' }, credential: signingSecret('s3cret') });
    for (let n = 0; n < 60; n += 1) expect(await post(url, {})).toMatchObject({ status: 401 });
    expect(world.kept).toHaveLength(50);
    world.clock.now += 1_000;
    await post(url, {});
    expect(world.kept.at(-1)?.capture.meta.explanation).toContain('And 10 more like this were not kept.');
  });

  it('stays refused when it cannot be kept', async () => {
    const { url } = await world.seed({ config: { source: 'shopify' }, credential: signingSecret('s3cret') });
    world.doors.record = () => {
      throw new Refusal('overloaded', 'busy');
    };
    expect(await post(url, {})).toMatchObject({ status: 401 });
  });
});

describe('an address', () => {
  it('that nobody has is not found and keeps nothing, and guessing is slowed down', async () => {
    const guess = () => post(`/in/${newIngressKey()}`, {});
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push((await guess()).status);
    expect(new Set(statuses)).toEqual(new Set([404]));
    const slowed = await guess();
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    expect(world.kept).toEqual([]);
    world.clock.now += 60_000;
    expect(await post('/in/short', {})).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_ingress' } },
    });
  });

  it('that is known says so to HEAD and OPTIONS, which are not kept', async () => {
    const { url } = await world.seed();
    expect(await world.app.inject({ method: 'HEAD', url })).toMatchObject({ statusCode: 200 });
    expect(await world.app.inject({ method: 'OPTIONS', url })).toMatchObject({ statusCode: 204 });
    expect(await world.app.inject({ method: 'HEAD', url: `/in/${newIngressKey()}` })).toMatchObject({
      statusCode: 404,
    });
    expect([...world.kept, ...world.accepted]).toEqual([]);
  });

  it('follows a pause, a new secret and a new version a second later', async () => {
    const ingress = await world.seed({ config: { source: 'shopify' }, credential: signingSecret('old') });
    const body = '{"id":1}';
    const send = async () =>
      (await post(ingress.url, body, shopifyHeaders(body, 'old'))).body?.status ?? 'refused';
    expect(await send()).toBe('accepted');
    await world.database.hot.query('', `update public.flow set status = 'paused' where id = $1`, [
      ingress.flowId,
    ]);
    expect(await send()).toBe('accepted');
    world.clock.now += 1_000;
    expect(await send()).toBe('parked');
    world.credentials.set(ingress.credentialId, signingSecret('new'));
    await world.database.hot.query(
      '',
      `update public.credential set updated_at = now() + interval '1 s' where id = $1`,
      [ingress.credentialId],
    );
    world.clock.now += 1_000;
    expect(await send()).toBe('refused');
  });

  it('stays valid for a while after a new one was made, and then no longer', async () => {
    const ingress = await world.seed();
    const key = newIngressKey();
    const rotate = `update public.ingress set previous_key_hash = key_hash, previous_until = $2, key_hash = $3,
      config_version = config_version + 1 where id = $1`;
    await world.database.hot.query('', rotate, [
      ingress.ingressId,
      new Date(world.clock.now + 3_600_000),
      hashIngressKey(key),
    ]);
    expect(await post(ingress.url, {})).toMatchObject({ status: 202 });
    expect(await post(`/in/${key}`, {})).toMatchObject({ status: 202 });
    world.clock.now += 3_600_000;
    expect(await post(ingress.url, {})).toMatchObject({ status: 404 });
    expect(await post(`/in/${key}`, {})).toMatchObject({ status: 202 });
  });

  it('of a flow that was deleted is gone', async () => {
    const ingress = await world.seed();
    expect(await post(ingress.url, {})).toMatchObject({ status: 202 });
    await world.database.hot.query('', 'update public.flow set deleted_at = now() where id = $1', [
      ingress.flowId,
    ]);
    world.clock.now += 1_000;
    expect(await post(ingress.url, {})).toMatchObject({ status: 404 });
  });
});

describe('over a real connection', () => {
  it('reads a body in pieces that cut through letters, and stops one that never ends', async () => {
    const { url } = await world.seed({ config: { maxBytes: 4_096 } });
    const origin = await world.app.listen({ port: 0, host: '127.0.0.1' });
    const bytes = new TextEncoder().encode('{"name":"Žofie 🍵"}');
    const pieces = new ReadableStream({
      async start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const answer = await fetch(origin + url, { method: 'POST', headers: json, body: pieces, duplex: 'half' });
    expect(answer.status).toBe(202);
    expect(world.accepted).toMatchObject([{ input: { body: { name: 'Žofie 🍵' } } }]);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_024)) });
    const cut = await fetch(origin + url, {
      method: 'POST',
      headers: json,
      body: endless,
      duplex: 'half',
    }).then(
      ({ status }) => status,
      () => 'closed',
    );
    // Some clients read the answer before they notice that the connection is gone, others do not.
    expect([413, 'closed']).toContain(cut);
    expect(world.kept).toMatchObject([{ capture: { reason: 'body_too_large' } }]);
  });

  it('is answered with 503 while the database is away', async () => {
    await using other = await openIngressWorld();
    const { url } = await other.seed();
    await other.database.close();
    const answer = await other.app.inject({ method: 'POST', url, payload: {} });
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'overloaded']);
  });
});
