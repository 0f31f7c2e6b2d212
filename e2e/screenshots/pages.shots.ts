import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Page, test } from '@playwright/test';
import { FlowScreen } from '../screens/FlowScreen.ts';
import { SignInScreen } from '../screens/SignInScreen.ts';
import { fillWorkspace } from '../world/filled-workspace.ts';
import { listPages } from '../world/list-pages.ts';
import { type Product, startProduct } from '../world/product.ts';
import { settledPage } from '../world/settled-page.ts';

const folder = process.env.SCREENSHOTS_DIR ?? join(import.meta.dirname, '../test-results/screenshots');
const readmeImage = join(import.meta.dirname, '../../docs/images/canvas.png');
const schemes = ['light', 'dark'] as const;

let product: Product;

test.beforeAll(async () => {
  product = await startProduct();
});

test.afterAll(async () => {
  await product?.remove();
});

test('every page in both themes', async ({ page }) => {
  const session = new SignInScreen(page);
  await session.openLink(product);
  await shoot(page, 'welcome');
  await session.fillProfile();
  await shoot(page, 'flows-empty');
  const details = await fillWorkspace(product.api, `whsec_${randomBytes(32).toString('base64')}`);
  for (const path of [...listPages, ...details]) {
    await page.goto(`${product.address}${path}`);
    await settledPage(page);
    await shoot(
      page,
      path
        .slice(1)
        .replaceAll('/', '-')
        .replace(/_\w+$/, (id) => id.slice(0, 1) + id.slice(-4)),
    );
  }
  await session.signOut();
  await shoot(page, 'sign-in');
  await session.signIn();

  // The picture of the README: a template with its finished run over the canvas.
  await page.goto(`${product.address}/templates/order-review`);
  await page.getByRole('button', { name: 'Use template' }).click();
  const flow = new FlowScreen(page);
  await flow.opened();
  await flow.runTest();
  await shoot(page, 'flow-tested');
  await page.getByRole('button', { name: 'Close the list' }).click();
  await page.getByRole('button', { name: 'Hide the steps' }).click();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.screenshot({ path: readmeImage, animations: 'disabled' });
});

async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(folder, colorScheme, `${name}.png`), animations: 'disabled' });
  }
}
