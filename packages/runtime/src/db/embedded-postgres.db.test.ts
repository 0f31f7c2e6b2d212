import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../telemetry/logger.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { readPidFile } from './postgres-process.ts';

const settings = { fsync: 'off', shared_buffers: '16MB' };
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(dataDir, 0o755);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

const start = () => startEmbeddedPostgres({ dataDir, log: silentLogger, settings });

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server, tells its URL, and then only waits to be killed. */
async function startInChild(): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url))});
    const { silentLogger } = await import(${JSON.stringify(new URL('../telemetry/logger.ts', import.meta.url))});
    const { url } = await startEmbeddedPostgres({
      dataDir: ${JSON.stringify(dataDir)}, log: silentLogger, settings: ${JSON.stringify(settings)} });
    process.stdout.write(url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [url] = await once(child.stdout, 'data');
  return { child, url: String(url) };
}

describe('embedded PostgreSQL', () => {
  it('keeps its data over stop and start, and its password to its owner', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 7 as n');
    await first.stop();
    const second = await start();
    try {
      expect(second.adopted).toBe(false);
      expect(await ask(second.url, 'select n from kept')).toEqual([7]);
      expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    } finally {
      await second.stop();
    }
  });

  it('survives kill -9 of the process that started it and is taken over by the next', async () => {
    const { child, url } = await startInChild();
    await ask(url, 'create table kept as select 7 as n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await start();
    try {
      expect(next.adopted).toBe(true);
      expect(next.url).toBe(url);
      expect(await ask(next.url, 'select n from kept')).toEqual([7]);
    } finally {
      await next.stop();
    }
    await expect(ask(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('refuses a second start on the same folder with the pid of the first', async () => {
    const { child, url } = await startInChild();
    await expect(start()).rejects.toThrow(
      `is in use by process ${child.pid}. Stop that one, or set SISTA_DATA_DIR`,
    );
    expect(await ask(url, 'select 1')).toEqual([1]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await start()).stop();
  });

  it('starts although a file of a dead server names the pid of another program', async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n1\n\n\n`);
    const again = await start();
    expect(again.adopted).toBe(false);
    await again.stop();
  });

  it('starts a server that has died again, at the same address', async () => {
    const running = await start();
    try {
      const dead = await readPidFile(join(dataDir, 'postgres'));
      process.kill(dead?.pid ?? 0, 'SIGKILL');
      await expect
        .poll(() => ask(running.url, 'select 1').catch(() => 'away'), { timeout: 15_000 })
        .toEqual([1]);
      expect((await readPidFile(join(dataDir, 'postgres')))?.pid).not.toBe(dead?.pid);
    } finally {
      await running.stop();
    }
  });

  it('says in one sentence that a folder was made by another version', async () => {
    await (await start()).stop();
    const file = join(dataDir, 'postgres', 'PG_VERSION');
    expect((await readFile(file, 'utf8')).trim()).toMatch(/^\d+$/);
    await writeFile(file, '12\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 12, and this release brings \d+\./);
  });

  it.runIf(process.getuid?.() === 0)('names the folder that the unprivileged user cannot enter', async () => {
    await chmod(dataDir, 0o700);
    await expect(start()).rejects.toThrow(`cannot enter ${dataDir}, where the data files are`);
  });
});
