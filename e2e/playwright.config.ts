import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './world/chromium.ts';

const found = await findChromium();
// Each worker is told by its own evaluation of this file; only the parent needs to have looked.
const browser = found ? { launchOptions: found } : { channel: 'chrome' };

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'test-results',
  // Every journey starts a server and a database of its own.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    ...browser,
  },
});
