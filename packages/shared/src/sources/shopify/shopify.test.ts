import '@shopify/shopify-api/adapters/node';
import { createHmac } from 'node:crypto';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';
import { describe, expect, it } from 'vitest';
import type { SourceRequest } from '../../source/define-source.ts';
import { mutate, receivedRequest } from '../../source/request.testing.ts';
import type { AuthScheme } from '../../source/scheme.schema.ts';
import type { ReceivedRequest } from '../../source/signed-message.ts';
import { verifyRequest } from '../../source/verify-request.reader.ts';
import { shopifySource } from './shopify.definition.ts';
import { shopifyReader } from './shopify.reader.ts';
import { shopifySamples } from './shopify.samples.ts';

const secret = 'shpss_0123456789abcdef';
const scheme = shopifySource.scheme as AuthScheme;
const shopify = shopifyApi({
  apiKey: 'key',
  apiSecretKey: secret,
  apiVersion: '2026-01' as never,
  hostName: 'flow.example.com',
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error },
});

async function shopifySays(request: ReceivedRequest): Promise<boolean> {
  const rawBody = Buffer.from(request.rawBody).toString('utf8');
  const rawRequest = { method: 'POST', url: '/in/key', headers: request.headers };
  return (await shopify.webhooks.validate({ rawBody, rawRequest })).valid;
}
const weSay = (request: ReceivedRequest) =>
  verifyRequest(scheme, request, [{ type: 'signing-secret', secrets: [secret] }], Date.now()).ok;

function signed(sample = shopifySamples[0]): ReceivedRequest {
  const body = JSON.stringify(sample?.payload);
  const hmac = createHmac('sha256', secret).update(body).digest('base64');
  return receivedRequest(body, { ...sample?.headers, 'x-shopify-hmac-sha256': hmac });
}

describe('Shopify', () => {
  it('judges every request as its own library does', async () => {
    for (const sample of shopifySamples)
      expect([await shopifySays(signed(sample)), weSay(signed(sample))]).toEqual([true, true]);
    for (let n = 0; n < 2_000; n += 1) {
      const request = mutate(signed(), ['x-shopify-hmac-sha256'], n);
      expect({ n, ok: weSay(request) }).toEqual({ n, ok: await shopifySays(request) });
    }
  });

  it('reads an order with exact amounts', () => {
    expect(orderOf(0)).toMatchObject({
      id: '5678901234567',
      number: '#1042',
      status: 'pending',
      currency: 'EUR',
      total: 184,
      totalText: '184.00',
      totalMinor: 18_400,
      taxMinor: 2_938,
      shippingMinor: 800,
      discountMinor: 1_000,
      title: 'Order #1042, 184.00 EUR, Ada Lovelace',
      externalUrl: 'https://alpine-outfitters.myshopify.com/admin/orders/5678901234567',
      customer: { email: 'ada@example.com', locale: 'de-AT' },
      tags: ['vip', 'winter'],
      createdAt: '2026-11-23T09:00:00.000Z',
      complete: true,
    });
    expect(orderOf(0).items).toMatchObject([
      { sku: 'TENT-2' },
      { quantity: 3, priceMinor: 1_233, totalMinor: 3_699 },
    ]);
  });

  it('reads a cancelled guest order in yen without decimals and without an address', () => {
    expect(orderOf(3)).toMatchObject({
      status: 'cancelled',
      totalMinor: 12_000,
      totalText: '12000',
      customer: { id: null, email: 'hanako@example.jp' },
      shippingAddress: null,
      note: null,
      tags: [],
      test: true,
    });
  });

  it('says what is wrong with a body that is no order', () => {
    expect(() => read({ hello: 1 })).toThrow(/no id/);
    expect(() => read('text')).toThrow(/no Shopify order/);
  });
});

type Order = Awaited<ReturnType<NonNullable<typeof shopifyReader.normalise.order>>>;

function orderOf(index: number): Order {
  const sample = shopifySamples[index];
  return read(sample?.payload, sample?.headers);
}

function read(body: unknown, headers: Readonly<Record<string, string>> = {}): Order {
  const request: SourceRequest = {
    method: 'POST',
    query: {},
    headers,
    body,
    receivedAt: 0,
    captureId: 'cap_1',
  };
  return shopifyReader.normalise.order?.({ request, config: {} }) as Order;
}
