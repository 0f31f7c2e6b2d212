import type { Page } from '@playwright/test';

/** What the page complained about since: errors on the console and errors that nobody caught. */
export function watchErrors(page: Page): { found(): readonly string[] } {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${page.url()} threw ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()} logged ${message.text()}`);
  });
  return { found: () => errors };
}
