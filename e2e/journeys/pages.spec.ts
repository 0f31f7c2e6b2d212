import { randomBytes } from 'node:crypto';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { SignInScreen } from '../screens/SignInScreen.ts';
import { expectAccessible } from '../world/axe.ts';
import { watchErrors } from '../world/console-errors.ts';
import { fillWorkspace } from '../world/filled-workspace.ts';
import { listPages } from '../world/list-pages.ts';
import { type Product, startProduct } from '../world/product.ts';
import { settledPage } from '../world/settled-page.ts';

let product: Product;
let context: BrowserContext;
let page: Page;
test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  context = await browser.newContext();
  page = await context.newPage();
  const session = new SignInScreen(page);
  await session.openLink(product);
  await session.fillProfile();
});

test.afterAll(async () => {
  await context?.close();
  await product?.remove();
});

async function look(path: string, scheme: 'light' | 'dark'): Promise<void> {
  const errors = watchErrors(page);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.goto(`${product.address}${path}`);
  await settledPage(page);
  await expectAccessible(page);
  expect.soft(errors.found()).toEqual([]);
}

test.describe('an empty workspace', () => {
  for (const path of listPages) test(`${path} opens without a complaint`, () => look(path, 'light'));
});

test.describe('a used workspace', () => {
  let details: string[];

  test.beforeAll(async () => {
    details = await fillWorkspace(product.api, `whsec_${randomBytes(32).toString('base64')}`);
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const path of listPages)
      test(`${path} opens without a complaint, ${scheme}`, () => look(path, scheme));
    test(`the pages of single things open without a complaint, ${scheme}`, async () => {
      test.setTimeout(240_000);
      for (const path of details) await look(path, scheme);
    });
  }
});
