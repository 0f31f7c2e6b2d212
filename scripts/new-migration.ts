import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, migrationsFolder, startEmbeddedPostgres } from '@sista/runtime/db';
import {
  diffDatamodels,
  migratedDatamodel,
  readDatamodel,
  readMigratedDatamodel,
} from '@sista/runtime/testing';

/**
 * Writes the next migration: the SQL that leads from the datamodel of the last migration to the present one, or,
 * where the datamodel is the same, an empty file for hand-written SQL of the engine. `name` is a few words with
 * dashes. Returns the file's path. Migrations only go forward: a file that has landed is never edited.
 */
export async function newMigration(name: string, at = new Date()): Promise<string> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(
      `"${name}" is not a name for a migration. Use a few words with dashes, such as endpoint-filter.`,
    );
  }
  const present = await readDatamodel();
  const sql = await withServer(async (url) => diffDatamodels(await readMigratedDatamodel(), present, url));
  const time = at.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const path = join(migrationsFolder, `${time}.do.${name}.sql`);
  await writeFile(path, sql || '-- What it changes in the schema engine, and why.\n', { flag: 'wx' });
  await writeFile(migratedDatamodel, present);
  return path;
}

// Prisma's engine asks a server for its version before it compares two texts.
async function withServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-migration-'));
  await chmod(dataDir, 0o755);
  try {
    const settings = { fsync: 'off', shared_buffers: '16MB' };
    const server = await startEmbeddedPostgres({ dataDir, log: createLogger('warn'), settings });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [name = ''] = process.argv.slice(2);
  console.log(await newMigration(name));
}
