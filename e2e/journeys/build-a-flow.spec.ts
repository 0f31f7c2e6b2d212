import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { FlowScreen } from '../screens/FlowScreen.ts';
import { Navigation } from '../screens/Navigation.ts';
import { SignInScreen } from '../screens/SignInScreen.ts';
import { expectAccessible } from '../world/axe.ts';
import { watchErrors } from '../world/console-errors.ts';
import { endOfRun } from '../world/live-flow.ts';
import { type Product, startProduct } from '../world/product.ts';
import { openReceiver, type Receiver } from '../world/receiver.ts';
import { post } from '../world/senders.ts';

let product: Product;
let receiver: Receiver;

test.beforeAll(async () => {
  product = await startProduct();
  receiver = await openReceiver(`whsec_${randomBytes(32).toString('base64')}`);
});

test.afterAll(async () => {
  await receiver?.close();
  await product?.remove();
});

test('a flow of three steps is drawn with the mouse, published, and runs for a real request', async ({
  page,
}) => {
  const errors = watchErrors(page);
  const session = new SignInScreen(page);
  await session.openLink(product);
  await session.fillProfile();
  await page.getByRole('button', { name: 'Open an empty canvas' }).click();

  const flow = new FlowScreen(page);
  await expect(page.getByRole('heading', { name: 'What starts this flow?' })).toBeVisible();
  await expectAccessible(page);
  await flow.dragStep('Webhook');
  await flow.dragStep('Branch', 'Webhook');
  await flow.dragStep('Send a webhook', 'Branch');
  await flow.connect('Webhook', 'out', 'Branch');
  await flow.connect('Branch', 'yes', 'Send a webhook');

  await flow.open('Branch');
  await flow.fill('Value that decides about yes', '{{ trigger.body.total }}');
  await flow.fill('Compared with, for yes', '100');
  await flow.open('Send a webhook');
  await flow.fill('Send to', receiver.url);
  await flow.fill('Body', '{ "order": "{{ trigger.body.order }}" }');
  await flow.waitUntilSaved();
  await expectAccessible(page);
  await flow.publish();

  await flow.open('Webhook');
  const answer = await post(await flow.address(), {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order: '#5001', total: 184 }),
  });
  expect(answer.status).toBe(202);
  expect((await endOfRun(product.api, answer.body.runId)).status).toBe('succeeded');
  expect(JSON.parse((await receiver.request(1)).body)).toEqual({ order: '#5001' });

  await new Navigation(page).goTo('Runs');
  const rows = page.getByRole('region', { name: 'Runs' }).getByRole('row');
  await expect(rows.filter({ hasText: 'Succeeded' })).toHaveCount(1);
  await expectAccessible(page);
  expect(errors.found()).toEqual([]);
});
