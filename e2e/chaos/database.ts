import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger, startEmbeddedPostgres } from '@sista/runtime/db';
import pg from 'pg';
import { processTree } from '../world/processes.ts';

/** PostgreSQL as an installation has it, with fsync, which is killed and comes back at the same port. */
export type ChaosDatabase = {
  url: string;
  /** Asks until the database answers, for at most a minute. */
  ask<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** SIGKILL of the server and all its processes at once. It is started again within two seconds. */
  killAll(): Promise<void>;
  /** SIGKILL of one process of a session: the server throws all sessions out and recovers by itself. */
  killBackend(pick: (pids: number[]) => number): Promise<void>;
  /** Ends all sessions of the product. */
  cutConnections(): Promise<void>;
  stop(): Promise<void>;
};

const askWithinMs = 60_000;
const againMs = 100;
const room = 'chaos';

export async function startDatabase(dataDir: string): Promise<ChaosDatabase> {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: createLogger('silent'),
    // Three processes of the product and the auditor; a long night must not fill the disk with logs of changes.
    settings: { max_connections: '120', max_wal_size: '512MB', shared_buffers: '128MB' },
  });
  let client: pg.Client | undefined;

  async function connected(): Promise<pg.Client> {
    if (client) return client;
    const fresh = new pg.Client({ connectionString: server.url, application_name: room });
    fresh.on('error', () => {
      if (client === fresh) client = undefined;
    });
    await fresh.connect();
    client = fresh;
    return fresh;
  }

  async function ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const until = Date.now() + askWithinMs;
    for (;;) {
      try {
        return (await (await connected()).query<Row>(text, [...values])).rows;
      } catch (error) {
        const isRefused = /^(2[2-8]|42)/.test((error as { code?: string }).code ?? '');
        if (isRefused || Date.now() > until) throw error;
        client = undefined;
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    }
  }

  return {
    url: server.url,
    ask,
    async killAll() {
      const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
      const pid = Number(text.split('\n')[0]);
      if (pid > 0) for (const each of processTree([pid])) killNow(each);
    },
    async killBackend(pick) {
      const rows = await ask<{ pid: number }>(
        `select pid from pg_stat_activity where application_name like 'sista %' and backend_type = 'client backend' order by pid`,
      );
      if (rows.length > 0) killNow(pick(rows.map(({ pid }) => pid)));
    },
    async cutConnections() {
      await ask(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name like 'sista %' and backend_type = 'client backend'`,
      );
    },
    async stop() {
      await client?.end().catch(() => {});
      await server.stop();
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
