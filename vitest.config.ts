import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;

// The plugin is a dependency of the editor alone.
const fromEditor = createRequire(resolve(here, 'packages/editor/package.json'));
const { default: react } = await import(pathToFileURL(fromEditor.resolve('@vitejs/plugin-react')).href);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.db.test.ts'],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'database',
          include: ['packages/{runtime,server,shared}/src/**/*.db.test.ts'],
          exclude: ['**/node_modules/**'],
          pool: 'forks',
          globalSetup: ['packages/runtime/src/testing/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        plugins: [react()],
        resolve: { conditions: ['browser', 'module', 'development|production'] },
        test: {
          name: 'component',
          include: ['packages/editor/src/**/*.test.tsx'],
          exclude: ['**/node_modules/**'],
          environment: 'jsdom',
        },
      },
    ],
  },
});
