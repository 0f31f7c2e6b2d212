/** The arrows of ARCHITECTURE.md, section 1, as data: who may import what, and which library lives in which room. */

export type Package = 'shared' | 'runtime' | 'server' | 'editor' | 'e2e' | 'bench' | 'scripts';

/** Doors of our packages that each package may open; `*` at the end stands for anything. */
export const doors: Readonly<Record<Package, readonly string[]>> = {
  shared: [],
  runtime: ['@sista/shared/*'],
  server: ['@sista/shared/*', '@sista/runtime', '@sista/runtime/db'],
  editor: ['@sista/shared/*', '@sista/server/app-router'],
  e2e: ['@sista/shared/*', '@sista/runtime/testing', '@sista/runtime/db'],
  bench: ['@sista/shared/*', '@sista/runtime/testing', '@sista/runtime/db'],
  scripts: ['@sista/shared/*', '@sista/runtime/testing', '@sista/runtime/db'],
};

/** Doors that a `*` above does not open. */
export const closedDoors: Readonly<Partial<Record<Package, Readonly<Record<string, string>>>>> = {
  server: { '@sista/shared/executors': 'Only the runtime runs executors. Ask for a verb of @sista/runtime.' },
  editor: {
    '@sista/shared/executors': 'The editor runs no executor. Ask the server for a test-fire.',
    '@sista/shared/readers': 'The editor reads no requests. Ask the server for a test-fire.',
  },
};

/** What tests may open on top. */
export const testDoors: Readonly<Partial<Record<Package, readonly string[]>>> = {
  server: ['@sista/runtime/testing'],
};

type Rooms = { libraries: readonly string[]; rooms: readonly string[] };

/** One library, one room. A library ends with `/` when it stands for a scope; a room with `/` for a folder. */
export const libraryRooms: readonly Rooms[] = [
  {
    libraries: ['pg', '@prisma/', '../generated/prisma/'],
    rooms: [
      'packages/runtime/src/db/',
      'packages/runtime/src/data-source/query-postgres.ts',
      'e2e/',
      'bench/',
    ],
  },
  { libraries: ['pg-boss'], rooms: ['packages/runtime/src/queue/', 'packages/runtime/src/db/'] },
  { libraries: ['ai', '@ai-sdk/'], rooms: ['packages/runtime/src/model/'] },
  { libraries: ['undici'], rooms: ['packages/runtime/src/http/'] },
  {
    libraries: ['better-auth', '@better-auth/'],
    rooms: ['packages/server/src/auth/', 'packages/editor/src/api/'],
  },
  { libraries: ['@xyflow/', 'elkjs'], rooms: ['packages/editor/src/canvas/'] },
  { libraries: ['codemirror', '@codemirror/'], rooms: ['packages/editor/src/ui/code/'] },
  { libraries: ['croner', 'cronstrue'], rooms: ['packages/shared/src/schedule/'] },
];

/** Fastify is in the app, in routes, and in what hangs on every route: the procedures' rim and idempotency. */
export const fastifyFiles =
  /^bench\/|^packages\/server\/src\/(app\.ts|.*\.route\.ts|trpc\/.*\.ts|idempotency\/.*\.ts)$/;

/** Who may read the environment: entries, scripts, configurations, and what drives the product from outside. */
export const environmentReaders =
  /^(scripts\/|e2e\/|bench\/|packages\/server\/src\/(main|sign-in-link)\.ts$|packages\/runtime\/src\/worker\.ts$|.*\.config\.ts$)/;

/** Entries of these may be imported by nobody but the registries, not even by each other. */
export const closedCatalogues = ['nodes', 'sources', 'tools'] as const;
export const catalogues = [...closedCatalogues, 'templates', 'roles', 'event-types'] as const;
