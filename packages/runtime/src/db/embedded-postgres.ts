import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../telemetry/logger.ts';
import { type DataDirLock, lockDataDir } from './data-dir-lock.ts';
import { demandEnterable, findPostgresBinaries, runAs } from './postgres-binaries.ts';
import {
  createCluster,
  isAlive,
  type PostgresServer,
  readPidFile,
  spawnServer,
  stopServer,
} from './postgres-process.ts';
import { writePrivateFile } from './private-file.ts';
import { ensureDatabase, probeLogin } from './probe-login.ts';

export type EmbeddedPostgres = {
  /** With user, password and database. Holds as long as the server runs, also when it had to be started again. */
  url: string;
  /** The server outlived an earlier process of ours and was taken over. */
  adopted: boolean;
  /** Stops the server (fast: open transactions are rolled back) and lets go of the folder. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  log: Logger;
  /** Added to the settings below, for tests: `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
};

const baseSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '40',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  autovacuum_naptime: '10s',
  // Desktop systems reap the shared memory of a user that logs out; mapped files stay.
  ...(process.platform === 'win32' ? {} : { dynamic_shared_memory_type: 'mmap' }),
};
const user = 'sista';
const database = 'sista';

/**
 * Starts a PostgreSQL of our own in `dataDir/postgres`, or takes over the one that an earlier process left running
 * after `kill -9`. The server is a process of its own, so a Ctrl-C that reaches our process group leaves it to
 * `stop()`. When it dies, it is started again at the same port. Every error is one sentence for the operator.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const binaries = await findPostgresBinaries();
  await openDataDir(dataDir);
  const lock = await lockDataDir(dataDir);
  try {
    const password = await ensurePassword(dataDir);
    const server: PostgresServer = {
      binaries,
      cluster: join(dataDir, 'postgres'),
      logFile: join(dataDir, 'postgres.log'),
      settings: { ...baseSettings, ...options.settings },
      login: (port, name) => `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`,
    };
    const sync = server.settings.fsync !== 'off';
    await createCluster(server, { user, passwordFile: join(dataDir, 'postgres.password'), sync });
    return await run(server, lock, options.log);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function run(server: PostgresServer, lock: DataDirLock, log: Logger): Promise<EmbeddedPostgres> {
  const left = await adoptable(server);
  const port = left ?? (await spawnServer(server));
  await ensureDatabase(server.login(port, 'postgres'), database);
  const guard = keepRunning(server, port, log);
  log.info({ port, adopted: left !== undefined }, 'the embedded PostgreSQL is running');
  return {
    url: server.login(port, database),
    adopted: left !== undefined,
    async stop() {
      await guard.end();
      await stopServer(server);
      await lock.release();
    },
  };
}

async function openDataDir(dataDir: string): Promise<void> {
  const made = await mkdir(dataDir, { recursive: true });
  if (!runAs) return;
  // The server passes through this folder into its own. What is private in here has a mode of its own.
  if (made !== undefined) await chmod(dataDir, 0o711);
  await demandEnterable(dataDir, 'the data files');
}

async function ensurePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres.password');
  await writePrivateFile(file, `${randomBytes(24).toString('base64url')}\n`);
  // `initdb` reads the file too.
  if (runAs) await chown(file, runAs.uid, runAs.gid);
  return (await readFile(file, 'utf8')).trim();
}

/** The port of a live server on our folder that takes our password; a pid file alone proves neither. */
async function adoptable(server: PostgresServer): Promise<number | undefined> {
  const found = await readPidFile(server.cluster);
  if (!found || !(await isAlive(found.pid, server.cluster))) return undefined;
  return (await probeLogin(server.login(found.port, 'postgres'), 10_000)) ? found.port : undefined;
}

const checkEveryMs = 1_000;

/** Looks once a second whether the server lives, also an adopted one, which is no child of ours. */
function keepRunning(server: PostgresServer, port: number, log: Logger) {
  let ended = false;
  let checking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    checking = checking.then(check);
  }, checkEveryMs);
  timer.unref();
  return {
    async end() {
      ended = true;
      clearInterval(timer);
      await checking;
    },
  };

  async function check() {
    if (ended) return;
    const found = await readPidFile(server.cluster);
    if (found && (await isAlive(found.pid, server.cluster))) return;
    log.error('the embedded PostgreSQL has died; starting it again');
    await spawnServer(server, port).catch((error) => log.error({ err: error }, 'PostgreSQL did not start'));
  }
}
