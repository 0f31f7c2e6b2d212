import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findEmbeddedPostgres } from '@sista/runtime/db';

/** A server process as `pnpm start` runs it, on a fresh data folder, with its own embedded PostgreSQL. */
export type ServerProcess = {
  address: string;
  apiKey: string;
  /** Of its database. */
  databaseUrl: string;
  stop(): Promise<void>;
};

const main = join(import.meta.dirname, '../packages/server/src/main.ts');

/** `folder` decides on which disk it writes. Throws with what it said when it does not start. */
export async function startServer(folder = tmpdir()): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(folder, 'sista-bench-'));
  await chmod(dataDir, 0o755);
  const apiKey = `sk_${randomBytes(24).toString('hex')}`;
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      SISTA_DATA_DIR: dataDir,
      SISTA_BOOTSTRAP_API_KEY: apiKey,
      SISTA_ALLOW_PRIVATE_TARGETS: 'true',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await readyAddress(child);
  const databaseUrl = await findEmbeddedPostgres(dataDir);
  if (!databaseUrl) throw new Error('The server is ready, and its database is not to be found.');
  return {
    address,
    apiKey,
    databaseUrl,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
    if (!child.stdout) return reject(new Error('The server has no standard output.'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /^Sista Flow is ready at (\S+)$/.exec(line)?.[1];
      if (address) resolve(address);
    });
  });
}

/** A program of this folder in a process of its own, which tells its URL first and answers messages. */
export type Helper = { url: string; ask<Answer>(question: string): Promise<Answer>; stop(): Promise<void> };

export async function startHelper(file: string, environment: Record<string, string> = {}): Promise<Helper> {
  const child = fork(join(import.meta.dirname, file), { env: { ...process.env, ...environment } });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    async ask<Answer>(question: string): Promise<Answer> {
      child.send(question);
      const [answer] = (await once(child, 'message')) as [Answer];
      return answer;
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
