import { defineConfig } from '@playwright/test';
import journeys from './playwright.config.ts';

/** Pictures of every page, for people to look at: `pnpm screenshots`. Nothing is compared with earlier ones. */
export default defineConfig(journeys, {
  testDir: 'screenshots',
  testMatch: '*.shots.ts',
  outputDir: 'test-results/shots',
  timeout: 300_000,
});
