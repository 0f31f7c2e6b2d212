import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { ShapeName, ShapeOf } from '../../shape/shape-catalogue.ts';
import { shapes } from '../../shape/shape-catalogue.ts';
import { mutate, receivedRequest } from '../../source/request.testing.ts';
import { hmacScheme } from '../../source/scheme.schema.ts';
import type { ReceivedRequest } from '../../source/signed-message.ts';
import { verifyRequest } from '../../source/verify-request.reader.ts';
import { genericReader } from './generic.reader.ts';
import { genericSamples } from './generic.samples.ts';

async function read<Name extends ShapeName>(
  shape: Name,
  body: unknown,
  map?: Record<string, string>,
): Promise<ShapeOf<Name>> {
  const request = {
    method: 'POST',
    query: { ref: 'q-1' },
    headers: {},
    body,
    receivedAt: Date.parse('2026-11-23T09:00:00Z'),
    captureId: 'cap_1',
  };
  const normalise = genericReader.normalise[shape] as (call: object) => Promise<unknown>;
  return shapes[shape].parse(await normalise({ request, config: map ? { map } : {} })) as ShapeOf<Name>;
}
const sample = (id: string) => genericSamples.find((candidate) => candidate.id === id)?.payload;

describe("a scheme of one's own", () => {
  const stripe = new Stripe('sk_test_1');
  const secret = 'whsec_test';
  const scheme = hmacScheme.parse({
    mode: 'hmac',
    header: 'Stripe-Signature',
    parse: { pairs: ',', signature: 'v1', timestamp: 't' },
    message: '{timestamp}.{body}',
    timestamp: { from: 'pair', unit: 's' },
  });
  const weSay = (request: ReceivedRequest) =>
    verifyRequest(scheme, request, [{ type: 'signing-secret', secrets: [secret] }], Date.now());

  function signed(body: string, timestamp = Math.floor(Date.now() / 1_000)): ReceivedRequest {
    const header = stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
    return receivedRequest(body, { 'stripe-signature': header });
  }

  function stripeSays(request: ReceivedRequest): boolean {
    const body = Buffer.from(request.rawBody).toString('utf8');
    try {
      const header = request.headers['stripe-signature'] ?? '';
      return stripe.webhooks.signature?.verifyHeader(body, header, secret, 300) ?? false;
    } catch {
      return false;
    }
  }

  it("judges requests signed in Stripe's way as Stripe's own library does", () => {
    const request = signed('{"id":"evt_1","object":"event"}');
    expect([stripeSays(request), weSay(request).ok]).toEqual([true, true]);
    for (let n = 0; n < 3_000; n += 1) {
      const mutated = mutate(request, ['stripe-signature'], n);
      expect({ n, ok: weSay(mutated).ok }).toEqual({ n, ok: stripeSays(mutated) });
    }
  });

  it("is stricter than Stripe's library about times ahead", () => {
    const ahead = signed('{}', Math.floor(Date.now() / 1_000) + 900);
    expect(stripeSays(ahead)).toBe(true);
    expect(weSay(ahead)).toMatchObject({ code: 'signature_in_future' });
  });
});

describe('fields found by their names', () => {
  it('reads an order in our own names', async () => {
    expect(await read('order', sample('order'))).toMatchObject({
      id: '1042',
      status: 'paid',
      total: 184,
      totalMinor: 18_400,
      complete: true,
      customer: { name: 'Ada Lovelace' },
      items: [{ sku: 'TENT-2', totalMinor: 14_900 }],
      createdAt: '2026-11-23T09:00:00.000Z',
    });
  });

  it('reads one in snake case, one level deep, in a currency with three digits', async () => {
    expect(await read('order', sample('order-nested'))).toMatchObject({
      id: '99001',
      currency: 'KWD',
      totalText: '12.345',
      taxMinor: 500,
      items: null,
      missing: ['items'],
      shippingAddress: { postalCode: '1010', countryCode: 'AT' },
    });
  });

  it('reads a build that only says how it went', async () => {
    expect(await read('build', sample('build'))).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      failedJobs: [{ name: 'unit tests', stage: 'test' }],
      durationSeconds: 290,
      complete: true,
    });
    expect(await read('build', { id: 7, status: 'running' })).toMatchObject({
      status: 'running',
      conclusion: 'unknown',
    });
  });

  it('reads a ticket with names of other helpdesks', async () => {
    const body = {
      ticket_id: 5,
      title: 'Help',
      status: 'Resolved',
      priority: 'critical',
      requester_email: 'ada@example.com',
    };
    expect(await read('ticket', body)).toMatchObject({
      id: '5',
      subject: 'Help',
      status: 'solved',
      priority: 'urgent',
      channel: 'unknown',
      requester: { email: 'ada@example.com', name: null },
    });
  });

  it('reads a lead without an id as the request that it came with', async () => {
    expect(await read('lead', sample('lead'))).toMatchObject({
      id: 'cap_1',
      name: 'Ada Lovelace',
      utm: { source: 'newsletter', medium: null },
      title: 'Lead Ada Lovelace, Analytical Engines',
      submittedAt: '2026-11-23T09:00:00.000Z',
    });
    const lead = await read('lead', { email: 'a@example.com', utm_source: 'ads', consent: true });
    expect(lead).toMatchObject({ consent: { given: true }, utm: { source: 'ads' } });
    expect(lead.answers).toContainEqual({
      key: 'email',
      label: 'email',
      type: 'text',
      value: 'a@example.com',
    });
  });

  it.each([[{}], [[]], ['text'], [null], [{ order: 'none' }]])(
    'says that %j has no id, and where to set it',
    async (body) => {
      await expect(read('order', body)).rejects.toThrow(/no id for the order.*Fields/);
    },
  );

  it('does not take names of prototypes for fields', async () => {
    await expect(read('order', { constructor: { id: 1 }, toString: 'x' })).rejects.toThrow(/no id/);
  });
});

describe('fields that are mapped', () => {
  it('takes each from its expression, and the rest by name', async () => {
    const body = {
      ref: 'A-7',
      amounts: { gross: '99.90' },
      currency: 'EUR',
      buyer: { mail: 'ada@example.com' },
      customer: { name: 'Ada' },
      lines: [{ code: 'T', n: 2, unit: '49.95' }],
    };
    const map = {
      id: 'body.ref & "/" & query.ref',
      total: 'body.amounts.gross',
      'customer.email': 'body.buyer.mail',
      items: 'body.lines.{ "sku": code, "quantity": n, "price": unit }[]',
    };
    expect(await read('order', body, map)).toMatchObject({
      id: 'A-7/q-1',
      totalMinor: 9_990,
      customer: { email: 'ada@example.com', name: 'Ada' },
      items: [{ sku: 'T', quantity: 2, totalMinor: 9_990 }],
    });
  });

  it('names the field whose expression fails', async () => {
    await expect(read('order', { id: 1 }, { total: 'body.(' })).rejects.toThrow(/field total failed/);
  });

  it('lets no mapped path reach a prototype', async () => {
    await read(
      'order',
      { id: 1, x: true },
      { '__proto__.polluted': 'body.x', 'a.__proto__.polluted': 'body.x' },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
