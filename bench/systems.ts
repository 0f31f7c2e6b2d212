import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, startEmbeddedPostgres } from '@sista/runtime/db';
import { type RunningProcess, randomKey, startProgram, stopAtEnd } from './processes.ts';

/** A fresh embedded PostgreSQL (fsync on) in a folder of its own, which is removed with it. */
export type BenchDatabase = { url: string; stop(): Promise<void> };

/** `settings` are added to those of the product. */
export async function startDatabase(settings: Record<string, string> = {}): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-bench-db-'));
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, log: createLogger('error'), settings });
  const stop = async () => {
    forget();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const forget = stopAtEnd(stop);
  return { url: server.url, stop };
}

/** What processes of one installation have in common. */
export type Installation = { databaseUrl: string; apiKey: string; encryptionKey: string };

export const newInstallation = (databaseUrl: string): Installation => ({
  databaseUrl,
  apiKey: randomKey(),
  encryptionKey: randomBytes(32).toString('base64'),
});

/** A server process as `pnpm start` runs it, over a database that is there. */
export type ServerProcess = RunningProcess & Installation & { address: string };

const main = join(import.meta.dirname, '../packages/server/src/main.ts');

/** `environment` is added to that of the product. Throws with what it said when it does not start. */
export async function startServer(
  installation: Installation,
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sista-bench-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  const program = await startProgram(
    [main],
    {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      SISTA_DATA_DIR: dataDir,
      DATABASE_URL: installation.databaseUrl,
      SISTA_ENCRYPTION_KEY: installation.encryptionKey,
      SISTA_BOOTSTRAP_API_KEY: installation.apiKey,
      SISTA_ALLOW_PRIVATE_TARGETS: 'true',
      LOG_LEVEL: 'error',
      ...environment,
    },
    /^Sista Flow is ready at (\S+)$/,
  ).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...installation,
    pid: program.pid,
    address: program.match[1] ?? '',
    stop: async () => {
      await program.stop();
      await remove();
    },
    kill: async () => {
      await program.kill();
      await remove();
    },
  };
}

/** Works with a server on a fresh database and stops both. */
export async function withServer<Result>(
  work: (server: ServerProcess) => Promise<Result>,
  settings: Record<string, string> = {},
): Promise<Result> {
  const database = await startDatabase(settings);
  try {
    const server = await startServer(newInstallation(database.url));
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}
