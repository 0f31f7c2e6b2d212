import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export type Machine = {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  commit: string;
  /** 8 kB written and synced, one after the other, in the folder for temporary files. */
  syncsPerSecond: number;
  /** Single-row commits of one connection, one after the other, on the database that is measured. */
  commitsPerSecond: number;
};

/** What figures depend on. The last two tell what no program on this machine can go below. */
export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const version = await client.query<{ server_version: string }>('show server_version');
    return {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 1e9),
      system: `${type()} ${release()}`,
      node: process.version,
      postgres: version.rows[0]?.server_version ?? 'unknown',
      commit: commitOfSource(),
      syncsPerSecond: Math.round(measureSyncs(1_000)),
      commitsPerSecond: Math.round(await measureCommits(client, 2_000)),
    };
  } finally {
    await client.end();
  }
}

function commitOfSource(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function measureSyncs(forMs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'sista-sync-'));
  const file = openSync(join(folder, 'log'), 'w');
  const page = Buffer.alloc(8_192, 1);
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < forMs) {
    writeSync(file, page);
    fdatasyncSync(file);
    count += 1;
  }
  const perSecond = (count * 1_000) / (performance.now() - startedAt);
  closeSync(file);
  rmSync(folder, { recursive: true });
  return perSecond;
}

async function measureCommits(client: pg.Client, forMs: number): Promise<number> {
  await client.query('create table floor_probe (n int)');
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < forMs) {
    await client.query({ name: 'floor', text: 'insert into floor_probe values ($1)', values: [count] });
    count += 1;
  }
  const perSecond = (count * 1_000) / (performance.now() - startedAt);
  await client.query('drop table floor_probe');
  return perSecond;
}
