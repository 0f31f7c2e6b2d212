import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAlive, readPidFile } from './postgres-process.ts';
import { probeLogin } from './probe-login.ts';

/** The URL of the embedded PostgreSQL that runs on `dataDir`, whoever started it; undefined when none does. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const cluster = join(resolve(dataDir), 'postgres');
  const found = await readPidFile(cluster);
  if (!found || !(await isAlive(found.pid, cluster))) return undefined;
  const password = await readFile(join(resolve(dataDir), 'postgres.password'), 'utf8').catch(() => undefined);
  if (password === undefined) return undefined;
  const url = `postgresql://sista:${password.trim()}@127.0.0.1:${found.port}/sista`;
  return (await probeLogin(url, 5_000)) ? url : undefined;
}
