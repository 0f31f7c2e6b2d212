import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { CaptureDetail } from '@sista/shared/capture/capture.schema';
import type { DeliveryDetail, DeliverySummary } from '@sista/shared/delivery/delivery.schema';
import type { Flow } from '@sista/shared/flow/flow-api.schema';
import { failedBuilds, largeOrders } from '../world/flow-documents.ts';
import { endOfRun, importLive, storeSecret } from '../world/live-flow.ts';
import { type Product, startProduct } from '../world/product.ts';
import { allAccept, allRefuse, openReceiver, type Receiver, verify } from '../world/receiver.ts';
import { failedWorkflowRun, post, shopifyOrder } from '../world/senders.ts';

// What a program does that knows the API and has a key; no browser.
test.describe.configure({ mode: 'serial' });

const shopifySecret = `shpss_${randomBytes(16).toString('hex')}`;
const githubSecret = randomBytes(20).toString('hex');
const ourSecret = `whsec_${randomBytes(32).toString('base64')}`;

type Refusal = { error: { code: string; message: string; details?: { issues: unknown[] } } };

let product: Product;
let receiver: Receiver;
let ordersUrl: string;
let ordersFlow: string;

test.beforeAll(async () => {
  product = await startProduct();
  receiver = await openReceiver(ourSecret);
});

test.afterAll(async () => {
  await receiver?.close();
  await product?.remove();
});

test('a Shopify order runs a flow that was imported as a document, and three libraries accept what it sends', async () => {
  const { api } = product;
  const flow = await importLive(
    api,
    largeOrders({
      source: 'shopify',
      signedWith: await storeSecret(api, 'Shopify', shopifySecret),
      target: receiver.url,
      signWith: await storeSecret(api, 'Our signature', ourSecret),
    }),
  );
  ordersUrl = flow.ingressUrl;
  ordersFlow = flow.id;

  const order = await shopifyOrder(shopifySecret, { name: '#2001', total_price: '184.00' });
  const answer = await post(ordersUrl, order);
  expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
  expect(answer.body.runId).toMatch(/^run_/);
  expect(answer.body.captureId).toMatch(/^cap_/);

  const run = await endOfRun(api, answer.body.runId);
  expect(run).toMatchObject({ status: 'succeeded', mode: 'live', trigger: 'order', flowId: flow.id });
  expect(run.stepList.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
    'order succeeded',
    'large succeeded',
    'tell succeeded',
  ]);

  const sent = await receiver.request(1);
  expect(JSON.parse(sent.body)).toEqual({ order: '#2001', total: 184, customer: 'Ada Lovelace' });
  expect(sent.verdicts).toEqual(allAccept);
  expect(sent.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Sista-Webhooks/1',
    'x-sista-event': 'custom.large_order',
    'x-sista-attempt': '1',
    'webhook-id': expect.stringMatching(/^evt_/),
    'x-sista-delivery': expect.stringMatching(/^dlv_/),
  });

  // Whatever is changed on the way is noticed, by each of them.
  expect(verify(ourSecret, sent.headers, sent.body.replace('184', '18'))).toEqual(allRefuse);
  const other = `whsec_${randomBytes(32).toString('base64')}`;
  expect(verify(other, sent.headers, sent.body)).toEqual(allRefuse);
});

test('the history tells of the delivery and its one attempt', async () => {
  const { api } = product;
  const delivered = async () =>
    (await api.get<{ data: DeliverySummary[] }>('/deliveries')).data.map(({ status }) => status);
  await expect.poll(delivered).toEqual(['delivered']);
  const [summary] = (await api.get<{ data: DeliverySummary[] }>('/deliveries')).data;
  const delivery = await api.get<DeliveryDetail>(`/deliveries/${summary?.id}`);
  expect(delivery.attempts).toMatchObject([{ n: 1, outcome: 'delivered', httpStatus: 200 }]);
  expect(delivery.body).toBe((await receiver.request(1)).body);
});

test('a small order ends without a delivery', async () => {
  const small = await shopifyOrder(shopifySecret, { name: '#2002', total_price: '99.00' });
  const run = await endOfRun(product.api, (await post(ordersUrl, small)).body.runId);
  expect(run.status).toBe('succeeded');
  expect(run.stepList.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
    'order succeeded',
    'large succeeded',
    'tell skipped',
  ]);
  expect(receiver.received).toHaveLength(1);
});

test('the same order twice starts one run', async () => {
  const order = await shopifyOrder(shopifySecret, { name: '#2003', total_price: '50.00' });
  const first = await post(ordersUrl, order);
  const second = await post(ordersUrl, order);
  expect(second).toMatchObject({ status: 200, body: { runId: first.body.runId, duplicate: true } });
});

test('a wrong signature is refused, and the request is kept with the reason', async () => {
  const forged = await shopifyOrder('another secret', { name: '#2004' });
  const answer = await post(ordersUrl, forged);
  expect(answer).toMatchObject({ status: 401, body: { error: { code: 'signature_mismatch' } } });

  const unsigned = await shopifyOrder(shopifySecret, { name: '#2005' });
  delete unsigned.headers['x-shopify-hmac-sha256'];
  expect(await post(ordersUrl, unsigned)).toMatchObject({
    status: 401,
    body: { error: { code: 'signature_missing' } },
  });

  const refused = await capturesOf('refused');
  expect(refused.map(({ reason }) => reason).sort()).toEqual(['signature_mismatch', 'signature_missing']);
  for (const capture of refused) expect(capture.explanation).toMatch(/\w+ .*\.$/);
});

test('a body that is no JSON, one that is too large and an unknown address get the answers of the contract', async () => {
  const order = await shopifyOrder(shopifySecret, {});
  const body = 'this is no JSON';
  const signature = createHmac('sha256', shopifySecret).update(body).digest('base64');
  const headers = { ...order.headers, 'x-shopify-hmac-sha256': signature };
  expect(await post(ordersUrl, { headers, body })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_json' } },
  });

  const large = { ...order, body: JSON.stringify({ padding: 'x'.repeat(1_100_000) }) };
  expect(await post(ordersUrl, large)).toMatchObject({
    status: 413,
    body: { error: { code: 'body_too_large' } },
  });

  const unknown = `${product.address}/in/${randomBytes(16).toString('base64url')}`;
  expect(await post(unknown, order)).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_ingress' } },
  });
});

test('a paused flow keeps what comes and starts nothing until it is resumed', async () => {
  const { api } = product;
  await api.post(`/flows/${ordersFlow}/pause`);
  // The process that paused it knows at once, others a second after the commit.
  const parked = await post(
    ordersUrl,
    await shopifyOrder(shopifySecret, { name: '#2100', total_price: '20.00' }),
  );
  expect(parked).toMatchObject({ status: 202, body: { status: 'parked' } });
  expect(parked.body.runId).toBeUndefined();

  await api.post(`/flows/${ordersFlow}/resume`);
  const { runId } = await api.post<{ runId: string }>(`/captures/${parked.body.captureId}/replay`, {
    version: 'live',
  });
  expect((await endOfRun(api, runId)).status).toBe('succeeded');
});

test('a failed build of GitHub is told, signed so that three libraries accept it', async () => {
  const { api } = product;
  const flow = await importLive(
    api,
    failedBuilds({
      source: 'github',
      signedWith: await storeSecret(api, 'GitHub', githubSecret),
      target: receiver.url,
      signWith: await storeSecret(api, 'Our signature, again', ourSecret),
    }),
  );
  const before = receiver.received.length;
  const answer = await post(flow.ingressUrl, await failedWorkflowRun(githubSecret));
  expect(answer.status).toBe(202);
  expect(await endOfRun(api, answer.body.runId)).toMatchObject({ status: 'succeeded', trigger: 'build' });
  const sent = await receiver.request(before + 1);
  expect(JSON.parse(sent.body)).toEqual({
    branch: 'main',
    commit: '3f1c2b9a7d5e4f60718293a4b5c6d7e8f9012345',
  });
  expect(sent.verdicts).toEqual(allAccept);
  expect(verify(ourSecret, sent.headers, `${sent.body} `)).toEqual(allRefuse);

  const forged = await failedWorkflowRun('another secret');
  expect(await post(flow.ingressUrl, forged)).toMatchObject({
    status: 401,
    body: { error: { code: 'signature_mismatch' } },
  });
});

test('what the API refuses, it refuses with a code and a sentence that helps', async () => {
  const { api, address } = product;
  const stranger = await fetch(`${address}/api/v1/flows`);
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toMatchObject({ error: { code: expect.any(String) } });

  // A draft may have issues; a version may not.
  const known = largeOrders({ source: 'shopify', signedWith: '', target: '', signWith: '' });
  const odd = { id: 'x', type: 'no-such-node', name: 'X', position: { x: 0, y: 200 } };
  const document = { ...known, nodes: [...known.nodes, odd] };
  const draft = await api.post<Flow>('/flows/import', { document });
  expect(draft.issues).toContainEqual(
    expect.objectContaining({
      nodeId: 'x',
      level: 'error',
      message: expect.stringContaining('no-such-node'),
    }),
  );
  const refused = await api.call<Refusal>('POST', `/flows/${draft.id}/publish`, {});
  expect(refused.status).toBe(422);
  expect(refused.body.error.details?.issues).toContainEqual(
    expect.objectContaining({ nodeId: 'x', path: expect.any(String), code: expect.any(String) }),
  );
});

test('it stops with 0 when it is asked to', async () => {
  expect(await product.stop()).toBe(0);
});

async function capturesOf(outcome: string): Promise<CaptureDetail[]> {
  const path = `/captures?flowId=${ordersFlow}&outcome=${outcome}`;
  return (await product.api.get<{ data: CaptureDetail[] }>(path)).data;
}
