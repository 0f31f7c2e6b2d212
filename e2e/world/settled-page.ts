import { expect, type Page } from '@playwright/test';

/** Resolves when the page shows its own contents: a headline, and nothing that is still on its way. */
export async function settledPage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  // Live regions are empty until they speak; what loads says what it reads.
  await expect(page.getByRole('status').filter({ hasText: /^(Reading|Opening|Loading|Making)/ })).toHaveCount(
    0,
  );
  await expect(page.getByRole('status', { name: /^(Reading|Opening|Loading|Making)/ })).toHaveCount(0);
}
