import { Webhooks } from '@octokit/webhooks';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { sources } from '@sista/shared/sources';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('a request that starts a run', () => {
  it('is answered with 202 and the ids of run and capture, which share their number', async () => {
    const ingress = await world.seed();
    const answer = await post(
      `${ingress.url}?page=2&token=t0p`,
      { hello: 'world' },
      { ...json, authorization: 'Bearer x' },
    );
    const [request] = world.accepted;
    const id = request?.capture?.id ?? '';
    expect(answer).toMatchObject({
      status: 202,
      body: { runId: toId('run', id), captureId: toId('capture', id), status: 'accepted' },
      headers: {
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      },
    });
    expect(request).toMatchObject({
      flowId: ingress.flowId,
      versionId: ingress.versionId,
      ingressId: ingress.ingressId,
      trigger: 'webhook',
      mode: 'live',
      input: {
        kind: 'webhook',
        body: { hello: 'world' },
        query: { page: '2', token: '[secret]' },
        auth: { verified: false },
      },
      dedupe: [],
      capture: {
        outcome: 'accepted',
        method: 'POST',
        headers: { authorization: 'fingerprint:8' },
        query: 'page=2&token=fingerprint%3A3',
        remote: '127.0.0.1',
        size: 17,
      },
    });
    expect(Buffer.from(request?.capture?.body ?? []).toString()).toBe('{"hello":"world"}');
  });

  it('brings an order in one form, verified, with its dedupe keys', async () => {
    const credential = signingSecret('s3cret');
    const { url } = await world.seed({ type: 'trigger-order', config: { source: 'shopify' }, credential });
    const body = JSON.stringify(sources.shopify?.samples[0]?.payload);
    expect(await post(url, body, shopifyHeaders(body, 's3cret'))).toMatchObject({ status: 202 });
    expect(world.accepted).toMatchObject([
      {
        trigger: 'order',
        input: { order: { totalMinor: 18_400 }, auth: { mode: 'hmac', verified: true, secret: 'current' } },
        dedupe: [{ windowMs: 604_800_000 }, { windowMs: 86_400_000 }],
        capture: { meta: { title: 'Order #1042, 184.00 EUR, Ada Lovelace', eventType: 'orders/create' } },
      },
    ]);
  });

  it('gives equal requests equal keys, and other ones others', async () => {
    const { url } = await world.seed({ config: { dedupe: '{{ trigger.body.n }}', dedupeHours: 1 } });
    for (const n of [1, 1, 2]) await post(url, { n });
    const keys = world.accepted.map(({ dedupe }) => Buffer.from(dedupe[0]?.key ?? []).toString('hex'));
    expect(keys[0]).toHaveLength(32);
    expect(new Set(keys).size).toBe(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('is the first one again when it was seen before', async () => {
    const { url } = await world.seed();
    const first = '0193e9a4-0000-7000-8000-000000000000';
    world.doors.accept = () => ({ runId: first, captureId: null, duplicate: true });
    expect(await post(url, {})).toMatchObject({
      status: 200,
      body: {
        runId: toId('run', first),
        captureId: toId('capture', first),
        status: 'duplicate',
        duplicate: true,
      },
    });
  });

  it('may come from the clients that the senders themselves publish', async () => {
    const stripe = new Stripe('sk_test_1');
    const scheme = {
      header: 'Stripe-Signature',
      parse: { pairs: ',', signature: 'v1', timestamp: 't' },
      message: '{timestamp}.{body}',
      timestamp: { from: 'pair', unit: 's' },
    };
    const generic = await world.seed({
      config: { auth: { mode: 'hmac', ...scheme } },
      credential: signingSecret('whsec_1'),
    });
    const payload = '{"id":"evt_1"}';
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_1' });
    expect(await post(generic.url, payload, { ...json, 'stripe-signature': header })).toMatchObject({
      status: 202,
    });
    const github = await world.seed({
      type: 'trigger-build',
      config: { source: 'github' },
      credential: signingSecret('gh'),
    });
    const sample = sources.github?.samples[0];
    const body = JSON.stringify(sample?.payload);
    const signature = await new Webhooks({ secret: 'gh' }).sign(body);
    expect(
      await post(github.url, body, { ...sample?.headers, 'x-hub-signature-256': signature }),
    ).toMatchObject({ status: 202 });
  });

  it('is never called accepted while the engine cannot take it', async () => {
    const { url } = await world.seed();
    for (const error of [
      new Refusal('overloaded', 'busy'),
      Object.assign(new Error('disk full'), { code: '53100' }),
    ]) {
      world.doors.accept = () => {
        throw error;
      };
      const answer = await post(url, {});
      expect(answer).toMatchObject({ status: 503, body: { error: { code: 'overloaded' } } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('a request that rightly starts nothing', () => {
  it.each([
    ['paused', 'paused'],
    ['draft', 'unpublished'],
  ] as const)('is parked with its keys while the flow is %s', async (status, reason) => {
    const { url } = await world.seed({ type: 'trigger-order', config: { source: 'shopify' }, status });
    const answer = await post(url, { id: 7 }, { ...json, 'x-shopify-topic': 'orders/create' });
    expect(answer).toMatchObject({
      status: 202,
      body: { status: 'parked', captureId: expect.stringMatching(/^cap_/) },
    });
    expect(answer.body).not.toHaveProperty('runId');
    expect(world.kept).toMatchObject([
      { capture: { outcome: 'parked', reason }, dedupe: [{ windowMs: 86_400_000 }] },
    ]);
    world.doors.record = () => '0193e9a4-0000-7000-8000-000000000000';
    const again = await post(url, { id: 7 }, { ...json, 'x-shopify-topic': 'orders/create' });
    expect(again).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(again.body).not.toHaveProperty('runId');
  });

  it('is parked, and not lost, when it cannot be read as what the trigger expects', async () => {
    const { url } = await world.seed({ type: 'trigger-order', config: { source: 'generic' } });
    expect(await post(url, { hello: 1 })).toMatchObject({ status: 202, body: { status: 'parked' } });
    expect(world.kept[0]?.capture).toMatchObject({
      reason: 'normalise_failed',
      meta: { explanation: expect.stringContaining('no id for the order') },
    });
  });

  it('is filtered when its event or its end is not wanted', async () => {
    const order = await world.seed({ type: 'trigger-order', config: { source: 'shopify' } });
    const headers = { ...json, 'x-shopify-topic': 'products/update' };
    expect(await post(order.url, { id: 1 }, headers)).toMatchObject({
      status: 202,
      body: { status: 'filtered' },
    });
    const build = await world.seed({ type: 'trigger-build', config: { source: 'github' } });
    const passed = sources.github?.samples[1];
    expect(await post(build.url, passed?.payload as object, { ...passed?.headers })).toMatchObject({
      body: { status: 'filtered' },
    });
    expect(world.kept.map(({ capture }) => capture.reason)).toEqual(['event_type', 'condition']);
    expect(world.accepted).toEqual([]);
  });

  it('answers a ping that is signed, and only such', async () => {
    const { url } = await world.seed({ config: { source: 'github' }, credential: signingSecret('gh') });
    const ping = sources.github?.samples.find(({ id }) => id === 'ping');
    const body = JSON.stringify(ping?.payload);
    const signature = await new Webhooks({ secret: 'gh' }).sign(body);
    expect(await post(url, body, { ...ping?.headers })).toMatchObject({ status: 401 });
    const answer = await post(url, body, { ...ping?.headers, 'x-hub-signature-256': signature });
    expect(answer).toMatchObject({ status: 200, body: { status: 'handshake' } });
    expect(world.kept.map(({ capture }) => [capture.outcome, capture.reason])).toEqual([
      ['refused', 'signature_missing'],
      ['handshake', 'ping'],
    ]);
  });

  it('is asked to come again when it could not be kept', async () => {
    const { url } = await world.seed({ status: 'paused' });
    world.doors.record = () => {
      throw new Refusal('overloaded', 'busy');
    };
    expect(await post(url, {})).toMatchObject({ status: 503 });
  });
});
