import type { Locator, Page } from '@playwright/test';

/** The left navigation. */
export class Navigation {
  readonly page: Page;
  readonly root: Locator;

  constructor(page: Page) {
    this.page = page;
    this.root = page.getByRole('navigation', { name: 'Main' });
  }

  /** Goes to a page by its entry, and by a child of it. */
  async goTo(entry: string, child?: string): Promise<void> {
    await this.root.getByRole('link', { name: entry, exact: true }).click();
    if (child) await this.root.getByRole('link', { name: child, exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: child ?? entry }).waitFor();
  }
}
