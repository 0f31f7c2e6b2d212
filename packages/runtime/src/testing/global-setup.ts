import { chmod, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { lockDataDir } from '../db/data-dir-lock.ts';
import { startEmbeddedPostgres } from '../db/embedded-postgres.ts';
import { migrate } from '../db/migrate.ts';
import { isAlive, readPidFile } from '../db/postgres-process.ts';
import { createLogger } from '../telemetry/logger.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of the server that all database tests of a run share. */
    adminUrl: string;
  }
}

export const templateName = 'sista_template';

// Nothing of a test run has to survive a power cut.
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
  max_wal_size: '512MB',
  shared_buffers: '64MB',
  autovacuum: 'off',
};

/** One server for the whole run, and on it a migrated template from which each test takes a copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await fastFolder();
  await sweepKilledRuns(folder);
  const dataDir = await mkdtemp(join(folder, prefix));
  // The server runs as another user when the tests run as root.
  await chmod(dataDir, 0o755);
  const log = createLogger('error');
  try {
    const server = await startEmbeddedPostgres({ dataDir, log, settings });
    const stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
    try {
      await createTemplate(server.url);
      project.provide('adminUrl', server.url);
      return stop;
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

const prefix = 'sista-test-';
const roomNeeded = 4e9;

/** In memory where the system offers it: a copy of the template is a thousand files, 30 ms there and 500 on a disk. */
async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory && memory.bavail * memory.bsize > roomNeeded ? '/dev/shm' : tmpdir();
}

/** A run that was killed leaves its server behind, and with it memory. Whose lock is free has no run any more. */
async function sweepKilledRuns(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => entry.startsWith(prefix))) {
    const dataDir = join(folder, name);
    const lock = await lockDataDir(dataDir).catch(() => undefined);
    if (!lock) continue;
    const cluster = join(dataDir, 'postgres');
    const left = await readPidFile(cluster);
    if (left && (await isAlive(left.pid, cluster))) process.kill(left.pid, 'SIGQUIT');
    await lock.release();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function createTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${templateName}`);
    await migrate(urlOf(adminUrl, templateName), createLogger('error'));
    await admin.query(
      `update pg_database set datistemplate = true, datallowconn = false where datname = '${templateName}'`,
    );
  } finally {
    await admin.end();
  }
}

/** The URL of another database of the same server. */
export function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
