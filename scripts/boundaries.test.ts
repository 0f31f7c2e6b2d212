import { expect, it } from 'vitest';
import { findBoundaryBreaks } from './boundaries.ts';

const breaksOf = (path: string, text: string) =>
  findBoundaryBreaks([{ path, text }]).map(({ line, message }) => `${line} ${message}`);

it.each([
  [
    'packages/shared/src/flow/a.ts',
    "import { x } from '@sista/runtime';",
    'shared may not open @sista/runtime',
  ],
  ['packages/runtime/src/run/a.ts', "import { x } from '@sista/server/app-router';", 'runtime may not open'],
  ['packages/server/src/run/a.ts', "import { x } from '@sista/runtime/run';", 'server may not open'],
  [
    'packages/server/src/run/a.ts',
    "import { x } from '@sista/shared/executors';",
    'Only the runtime runs executors',
  ],
  [
    'packages/editor/src/run/a.ts',
    "import { x } from '@sista/shared/readers';",
    'The editor reads no requests',
  ],
  ['packages/editor/src/run/a.ts', "import { x } from '@sista/server/app-router';", 'Write import type'],
  [
    'packages/server/src/run/a.ts',
    "import { x } from '../../../runtime/src/clock.ts';",
    'is in another package',
  ],
  [
    'packages/server/src/run/a.ts',
    "export { x } from '../flow/flow.router.ts';",
    'how another domain is reached',
  ],
  ['packages/server/src/run/a.ts', "import { fastify } from 'fastify';", 'Fastify stays in'],
  ['packages/runtime/src/run/a.ts', "import pg from 'pg';", 'pg lives in packages/runtime/src/db/'],
  ['packages/runtime/src/run/a.ts', "import { openai } from '@ai-sdk/openai';", '@ai-sdk/openai lives in'],
  ['packages/runtime/src/run/a.ts', "const { request } = await import('undici');", 'undici lives in'],
  ['packages/shared/src/flow/a.ts', "import { join } from 'node:path';", 'shared runs in a browser too'],
  [
    'packages/shared/src/nodes/branch/branch.definition.ts',
    "import { executeBranch } from './branch.executor.ts';",
    'A definition does not load',
  ],
  [
    'packages/shared/src/nodes/branch/branch.definition.ts',
    "import { filter } from '../filter/filter.definition.ts';",
    'belongs to filter alone',
  ],
  [
    'packages/shared/src/tools/read-payload/read-payload.executor.ts',
    "import { githubSource } from '../../sources/github/github.definition.ts';",
    'belongs to github alone',
  ],
  [
    'packages/runtime/src/run/a.ts',
    'const text = `insert into engine.event (id)`;',
    'Only runtime/event writes',
  ],
  [
    'packages/server/src/run/a.ts',
    'const text = `update engine.run set x = 1`;',
    'Only runtime writes the engine',
  ],
  ['packages/runtime/src/run/a.ts', 'const home = process.env.HOME;', 'The environment is read by main'],
])('names the broken arrow in %s: %s', (path, text, sentence) => {
  expect(breaksOf(path, `\n${text}\n`)).toEqual([expect.stringContaining(sentence)]);
  expect(breaksOf(path, `\n${text}\n`)[0]).toMatch(/^2 /);
});

it.each([
  ['packages/server/src/run/a.ts', "import { startRuntime } from '@sista/runtime';"],
  ['packages/server/src/run/a.db.test.ts', "import { freshDatabase } from '@sista/runtime/testing';"],
  ['packages/editor/src/api/trpc.ts', "import type { AppRouter } from '@sista/server/app-router';"],
  ['packages/editor/src/api/trpc.ts', "import { type AppRouter } from '@sista/server/app-router';"],
  ['packages/shared/src/nodes/branch/branch.executor.ts', "import { join } from 'node:path';"],
  ['packages/shared/src/templates/a/a.template.ts', "import { r } from '../../roles/r/r.role.ts';"],
  ['packages/runtime/src/event/emit.ts', 'const text = `insert into engine.event (id)`;'],
  ['packages/runtime/src/run/a.ts', 'const text = `insert into engine.event_filtered (id)`;'],
  ['packages/runtime/src/run/a.ts', "// import pg from 'pg'; and what process.exit does"],
  ['packages/server/src/main.ts', 'parseSettings(process.env);'],
])('lets %s do what it may: %s', (path, text) => {
  expect(breaksOf(path, text)).toEqual([]);
});
