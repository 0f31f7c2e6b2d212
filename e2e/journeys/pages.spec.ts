import { randomBytes } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { SignInScreen } from '../screens/SignInScreen.ts';
import { expectAccessible } from '../world/axe.ts';
import { watchErrors } from '../world/console-errors.ts';
import { fillWorkspace } from '../world/filled-workspace.ts';
import { listPages } from '../world/list-pages.ts';
import { type Product, startProduct } from '../world/product.ts';

let product: Product;
let page: Page;
let details: string[];

test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  page = await browser.newPage();
  const session = new SignInScreen(page);
  await session.openLink(product);
  await session.fillProfile();
});

test.afterAll(async () => {
  await page?.close();
  await product?.remove();
});

async function look(path: string, scheme: 'light' | 'dark'): Promise<void> {
  const errors = watchErrors(page);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.goto(`${product.address}${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expectAccessible(page);
  expect(errors.found()).toEqual([]);
}

for (const path of listPages)
  test(`${path} of an empty workspace opens without a complaint`, () => look(path, 'light'));

test('a workspace is filled with what people leave behind', async () => {
  details = await fillWorkspace(product.api, `whsec_${randomBytes(32).toString('base64')}`);
  expect(details.length).toBeGreaterThan(4);
});

for (const scheme of ['light', 'dark'] as const)
  for (const path of listPages)
    test(`${path} of a used workspace opens without a complaint, ${scheme}`, () => look(path, scheme));

for (const scheme of ['light', 'dark'] as const)
  test(`the pages of single things open without a complaint, ${scheme}`, async () => {
    for (const path of details) await look(path, scheme);
  });
