import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { largeOrders } from '../world/flow-documents.ts';
import { freePort } from '../world/free-port.ts';
import { endOfRun, importLive, storeSecret } from '../world/live-flow.ts';
import { type Product, startProduct } from '../world/product.ts';
import { allAccept, openReceiver, type Receiver } from '../world/receiver.ts';
import { post, shopifyOrder } from '../world/senders.ts';

// Every process is killed with SIGKILL, the database too, between the 202 and the delivery.
const shopSecret = `shpss_${randomBytes(16).toString('hex')}`;
const ourSecret = `whsec_${randomBytes(32).toString('base64')}`;

let product: Product;
let receiver: Receiver | undefined;

test.beforeEach(async () => {
  product = await startProduct();
});

test.afterEach(async () => {
  await receiver?.close();
  await product?.remove();
});

async function liveFlow(target: string): Promise<string> {
  const { api } = product;
  const signedWith = await storeSecret(api, 'Shopify', shopSecret);
  const signWith = await storeSecret(api, 'Our signature', ourSecret);
  const document = largeOrders({ source: 'shopify', signedWith, target, signWith });
  return (await importLive(api, document)).ingressUrl;
}

test('an order that was accepted is delivered after every process was killed at once', async () => {
  const port = await freePort();
  const url = await liveFlow(`http://127.0.0.1:${port}/hook`);
  const order = await shopifyOrder(shopSecret, { name: '#3001', total_price: '184.00' });
  const { status, body } = await post(url, order);
  expect(status).toBe(202);
  await product.kill();

  receiver = await openReceiver(ourSecret, port);
  product = await product.startAgain();
  expect((await endOfRun(product.api, body.runId)).status).toBe('succeeded');
  const sent = await receiver.request(1);
  expect(sent.verdicts).toEqual(allAccept);
  expect(JSON.parse(sent.body)).toMatchObject({ order: '#3001' });
  // What is remembered is remembered across the kill: the sender may try again.
  expect(await post(url, order)).toMatchObject({ status: 200, body: { runId: body.runId, duplicate: true } });
});

test('a delivery that hung while everything was killed arrives again under the same id', async () => {
  receiver = await openReceiver(ourSecret);
  receiver.answerNext('hang');
  const url = await liveFlow(receiver.url);
  const order = await shopifyOrder(shopSecret, { name: '#3002', total_price: '250.00' });
  const { body } = await post(url, order);
  const first = await receiver.request(1);
  await product.kill();

  product = await product.startAgain();
  const second = await receiver.request(2);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(second.headers['x-sista-delivery']).toBe(first.headers['x-sista-delivery']);
  expect(second.body).toBe(first.body);
  expect(second.verdicts).toEqual(allAccept);
  expect((await endOfRun(product.api, body.runId)).status).toBe('succeeded');
  await expect.poll(() => deliveryStates()).toEqual(['delivered']);
  expect(receiver.received).toHaveLength(2);
});

test('orders that come while it is killed are kept if they were accepted, each once', async () => {
  receiver = await openReceiver(ourSecret);
  const url = await liveFlow(receiver.url);
  const numbers = Array.from({ length: 40 }, (_, n) => `#4${String(n).padStart(3, '0')}`);
  const orders = await Promise.all(
    numbers.map((name) => shopifyOrder(shopSecret, { name, total_price: '300.00' })),
  );
  const accepted: string[] = [];
  const sending = orders.map(async (order, n) => {
    await wait(n * 5);
    const answer = await post(url, order).catch(() => undefined);
    if (answer?.status === 202) accepted.push(numbers[n] as string);
  });
  await receiver.request(1);
  await product.kill();
  await Promise.all(sending);

  product = await product.startAgain();
  const told = () => [...new Set(receiver?.received.map(({ body }) => JSON.parse(body).order as string))];
  await expect.poll(() => accepted.filter((name) => !told().includes(name)), { timeout: 60_000 }).toEqual([]);
  // One order has one event id, however often the wire saw it.
  const ids = new Map<string, Set<string>>();
  for (const { headers, body } of receiver.received) {
    const { order } = JSON.parse(body) as { order: string };
    ids.set(order, (ids.get(order) ?? new Set()).add(headers['webhook-id'] ?? ''));
  }
  for (const [order, seen] of ids) expect([order, seen.size]).toEqual([order, 1]);
});

test('a second start on the same data folder is refused with one sentence', async () => {
  const second = await startProduct({ dataDir: product.dataDir }).catch((error: Error) => error);
  expect(second).toBeInstanceOf(Error);
  expect((second as Error).message).toContain(`The data folder ${product.dataDir} is in use by process`);
  expect((second as Error).message).not.toContain('    at ');
  expect(await product.api.get('/flows')).toMatchObject({ data: [] });
});

async function deliveryStates(): Promise<string[]> {
  const { data } = await product.api.get<{ data: { status: string }[] }>('/deliveries');
  return data.map(({ status }) => status);
}
