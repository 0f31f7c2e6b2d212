import { describe, expect, it } from 'vitest';
import { defineNode, type TriggerPart } from '../node/define-node.ts';
import { readers } from '../readers.gen.ts';
import { sources } from '../sources.gen.ts';
import { buildTrigger } from './build-trigger.ts';
import { automaticTexts, expressedTexts, requestIdOf } from './dedupe-texts.ts';
import type { SourceDefinition } from './define-source.ts';
import { filterByConclusion, filterByType } from './filter-request.ts';
import { linkRaw } from './link-raw.ts';
import { schemeFor } from './scheme-for.ts';
import { plainHmac, triggerConfig, triggerFields } from './trigger-config.ts';

const sourceOf = (id: string) => sources[id] as SourceDefinition;
const node = (trigger: TriggerPart) =>
  defineNode({
    type: 'trigger-test',
    title: '',
    summary: '',
    category: 'start',
    icon: '',
    trigger,
    config: triggerConfig,
    initial: {},
    summarise: () => '',
  });
const webhook = node({ kind: 'webhook', ingress: true });
const order = node({ kind: 'order', ingress: true, shape: 'order' });

function build(
  definition: typeof webhook,
  config: unknown,
  body: unknown,
  headers: Record<string, string> = {},
) {
  return buildTrigger({
    definition,
    config,
    readers,
    request: {
      method: 'POST',
      query: { token: 't0p', page: '2' },
      headers,
      body,
      receivedAt: Date.UTC(2026, 10, 23, 9),
      captureId: 'cap_1',
    },
    auth: { mode: 'hmac', verified: true, secret: 'current' },
  });
}

describe('the trigger that expressions see', () => {
  it('has the request, who sent it and what it is, without secrets', async () => {
    const headers = { 'x-github-event': 'push', authorization: 'Bearer s3cret', 'idempotency-key': 'k' };
    expect(await build(webhook, { source: 'github' }, { ref: 'main' }, headers)).toEqual({
      ok: true,
      trigger: {
        kind: 'webhook',
        captureId: 'cap_1',
        receivedAt: '2026-11-23T09:00:00.000Z',
        method: 'POST',
        query: { token: '[secret]', page: '2' },
        headers: { 'x-github-event': 'push', authorization: '[secret]', 'idempotency-key': 'k' },
        body: { ref: 'main' },
        auth: { mode: 'hmac', verified: true, secret: 'current' },
        source: { id: 'github', eventType: 'push', externalId: null },
      },
      title: 'GitHub push',
      externalId: null,
      eventType: 'push',
    });
  });

  it('gives the shape its raw body when a run starts, and stores it once', async () => {
    const built = await build(order, {}, { id: 1, total: 5 });
    if (!built.ok) throw new Error(built.message);
    expect(JSON.stringify(built.trigger)).not.toContain('raw');
    const { body, order: shape } = linkRaw(structuredClone(built.trigger)) as {
      body: unknown;
      order: { raw: unknown };
    };
    expect(shape.raw).toBe(body);
  });

  it.each([
    [order, { source: 'github' }, 'normalise_failed', /GitHub sends no orders/],
    [order, { source: 'shopify' }, 'normalise_failed', /no Shopify order/],
    [order, { source: 'nobody' }, 'unknown_source', /no source nobody/],
    [order, { maxBytes: 'many' }, 'invalid_config', /maxBytes/],
  ])('says why it cannot be made', async (definition, config, code, message) => {
    expect(await build(definition, config, { hello: 1 })).toEqual({
      ok: false,
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('which requests start a run', () => {
  const shopify = sourceOf('shopify');

  it('takes what means something new, unless other events are chosen', () => {
    expect(filterByType(shopify, 'order', {}, 'orders/create')).toBeNull();
    expect(filterByType(shopify, 'order', {}, 'orders/paid')).toMatchObject({ reason: 'event_type' });
    expect(filterByType(shopify, 'order', { events: ['orders/*'] }, 'orders/paid')).toBeNull();
    expect(filterByType(shopify, 'order', { events: ['orders/paid'] }, null)).toMatchObject({
      reason: 'event_type',
    });
    expect(filterByType(shopify, null, {}, 'products/update')).toBeNull();
    expect(filterByType(sourceOf('generic'), 'order', {}, null)).toBeNull();
  });

  it('takes failed builds, unless the trigger says otherwise', () => {
    const failed = { build: { conclusion: 'timed_out' } };
    const passed = { build: { conclusion: 'success' } };
    expect(filterByConclusion({ on: 'failure' }, 'build', failed)).toBeNull();
    expect(filterByConclusion({ on: 'failure' }, 'build', passed)).toMatchObject({ reason: 'condition' });
    expect(filterByConclusion({ on: 'success' }, 'build', passed)).toBeNull();
    expect(filterByConclusion({ on: 'any' }, 'build', passed)).toBeNull();
    expect(filterByConclusion({ on: 'failure' }, 'order', {})).toBeNull();
  });
});

describe('which requests are the same', () => {
  const about = { hours: undefined, signedToleranceMs: null };
  const hours = (n: number) => n * 3_600_000;

  it('compares the id of the sender, and the body too where no signature covers the id', () => {
    const delivery = requestIdOf(sourceOf('github'), undefined, {
      headers: { 'x-github-delivery': 'd1' },
      body: {},
    });
    expect(automaticTexts(sourceOf('github').dedupe, delivery, 'push', about)).toEqual([
      { by: 'id', text: 'd1', windowMs: hours(168) },
      { by: 'body', text: 'push', windowMs: hours(24) },
    ]);
    expect(automaticTexts(sourceOf('standard').dedupe, 'msg_1', null, { ...about, hours: 2 })).toEqual([
      { by: 'id', text: 'msg_1', windowMs: hours(2) },
    ]);
  });

  it('takes two equal requests of an unknown sender for two, unless they have one id', () => {
    const { dedupe } = sourceOf('generic');
    const idOf = (headers: Record<string, string>, body: unknown) =>
      requestIdOf(sourceOf('generic'), undefined, { headers, body });
    expect(automaticTexts(dedupe, idOf({}, { id: '1042' }), null, about)).toEqual([]);
    expect(idOf({ 'idempotency-key': 'k1' }, {})).toBe('k1');
    expect(idOf({}, { id: 'evt_1' })).toBe('evt_1');
  });

  it('tells the topics of one Shopify event apart', () => {
    const idOf = (topic: string) =>
      requestIdOf(sourceOf('shopify'), undefined, {
        headers: { 'x-shopify-topic': topic, 'x-shopify-event-id': 'e1' },
        body: {},
      });
    expect(idOf('orders/create')).not.toBe(idOf('orders/paid'));
  });

  it('compares what an expression gives, and nothing where that is empty', async () => {
    const see = { hours: undefined, nowMs: 0, seed: 's' };
    const trigger = { body: { orderId: 7, none: null } };
    for (const expression of ['{{ trigger.body.orderId }}', 'trigger.body.orderId'])
      expect(await expressedTexts(expression, trigger, see)).toMatchObject([
        { by: 'id', text: 'expression 7' },
      ]);
    expect(await expressedTexts('{{ trigger.body.none }}', trigger, see)).toEqual([]);
    await expect(expressedTexts('{{ trigger.( }}', trigger, see)).rejects.toThrow();
  });
});

describe('how a request must prove itself', () => {
  const generic = sourceOf('generic');

  it("asks for the source's own signature as soon as there is a secret", () => {
    expect(schemeFor(sourceOf('shopify'), {}, undefined)).toEqual({ mode: 'none' });
    expect(schemeFor(sourceOf('shopify'), {}, 'signing-secret')).toBe(sourceOf('shopify').scheme);
    expect(schemeFor(sourceOf('shopify'), {}, null)).toBe(sourceOf('shopify').scheme);
  });

  it('follows the credential, or what the trigger says', () => {
    expect(schemeFor(generic, {}, undefined)).toEqual({ mode: 'none' });
    expect(schemeFor(generic, {}, 'bearer')).toEqual({ mode: 'bearer' });
    expect(schemeFor(generic, {}, 'signing-secret')).toBe(plainHmac);
    expect(schemeFor(generic, { auth: 'basic' }, undefined)).toEqual({ mode: 'basic' });
    expect(schemeFor(generic, { auth: { mode: 'header', header: 'X-Key' } }, 'header')).toMatchObject({
      header: 'X-Key',
    });
  });

  it('never lets a trigger whose credential is gone become open', () => {
    expect(schemeFor(generic, {}, null).mode).toBe('hmac');
  });

  it('takes the scheme of a trigger from its own field, or inside auth', () => {
    const scheme = { header: 'X-Acme', encoding: 'base64' };
    const apart = triggerConfig.parse({ auth: 'hmac', scheme });
    const inside = triggerConfig.parse({ auth: { mode: 'hmac', ...scheme } });
    expect(schemeFor(generic, apart, 'signing-secret')).toEqual(schemeFor(generic, inside, 'signing-secret'));
    expect(
      triggerConfig.safeParse({ auth: 'hmac', scheme: { header: 'X', message: 'no body' } }).success,
    ).toBe(false);
  });

  it('starts as a generic trigger that takes POST and 1 MiB', () => {
    const plain = {
      source: 'generic',
      methods: ['POST'],
      maxBytes: 1_048_576,
      dedupe: 'auto',
      on: 'failure',
    };
    expect(triggerConfig.parse({})).toEqual(plain);
    expect(Object.keys(triggerFields)).not.toContain('on');
  });
});
