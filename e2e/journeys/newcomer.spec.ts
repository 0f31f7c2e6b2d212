import { expect, test } from '@playwright/test';
import { FlowScreen } from '../screens/FlowScreen.ts';
import { Navigation } from '../screens/Navigation.ts';
import { SignInScreen } from '../screens/SignInScreen.ts';
import { expectAccessible } from '../world/axe.ts';
import { watchErrors } from '../world/console-errors.ts';
import { type Product, startProduct } from '../world/product.ts';

// The second test signs in with what the first one chose.
test.describe.configure({ mode: 'serial' });

let product: Product;

test.beforeAll(async () => {
  // Nothing is allowed that a laptop would not allow: tests send to the product's own request inbox.
  product = await startProduct({ environment: { SISTA_ALLOW_PRIVATE_TARGETS: 'false' } });
});

test.afterAll(async () => {
  await product?.remove();
});

test('a newcomer opens the link, tries a template, and finds the signed webhook in the request inbox', async ({
  page,
}) => {
  const errors = watchErrors(page);
  const session = new SignInScreen(page);
  await session.openLink(product);
  await expectAccessible(page);
  await session.fillProfile();
  await expect(page.getByRole('heading', { name: 'Make your first flow' })).toBeVisible();
  await expectAccessible(page);

  const navigation = new Navigation(page);
  await navigation.goTo('Templates');
  await expectAccessible(page);
  await page.getByRole('link', { name: /Review large orders/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Review large orders' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Use template' }).click();

  const flow = new FlowScreen(page);
  await flow.opened();
  await expect(flow.card('Check the order')).toBeVisible();
  await expectAccessible(page);
  await flow.runTest();
  for (const name of ['New order', 'Check the order', 'Review the order', 'Tell the shop'])
    await expect(flow.card(name)).toContainText('Succeeded');
  await expect(flow.card('Check the order')).toContainText('Sandbox, no AI');
  await expectAccessible(page);

  await flow.testPanel().getByRole('link', { name: 'request inbox' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Request inbox' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Requests, newest first' })).toContainText('signature valid');
  await expectAccessible(page);
  expect(errors.found()).toEqual([]);
});

test('the password that was chosen signs in again, and the link does not', async ({ page }) => {
  const session = new SignInScreen(page);
  await page.goto(product.signInLink ?? '');
  await expect(page.getByText('The link did not sign you in')).toBeVisible();
  await expectAccessible(page);
  await session.signIn();
  await session.signOut();
});
