import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { withClient } from './sql-client.ts';
import { whole } from './table.ts';

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
  /** The same of 16 connections at once, which share syncs. */
  commitsOf16PerSecond: number;
};

/** The lines that say where it was measured. */
export function machineLines(machine: Machine): string[] {
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`,
    `Node.js ${machine.node}, PostgreSQL ${machine.postgres} (fsync on), commit ${machine.commit}`,
    `Floor: ${whole(machine.syncsPerSecond)} synced writes/s, ${whole(machine.commitsPerSecond)} commits/s of one connection, ${whole(machine.commitsOf16PerSecond)} of 16`,
  ];
}

/** What figures depend on. The last three tell what no program on this machine can go below. */
export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const [version] = await withClient(
    databaseUrl,
    async (client) => (await client.query<{ server_version: string }>('show server_version')).rows,
  );
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: version?.server_version ?? 'unknown',
    commit: commitOfSource(),
    syncsPerSecond: Math.round(measureSyncs(1_000)),
    commitsPerSecond: Math.round(await measureCommits(databaseUrl, 1, 2_000)),
    commitsOf16PerSecond: Math.round(await measureCommits(databaseUrl, 16, 2_000)),
  };
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

/** Single-row commits a second; each connection makes one after the other. */
export async function measureCommits(url: string, connections: number, forMs: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // `end` does not wait for the last goodbye, and the server may be stopped before it.
  pool.on('error', () => {});
  try {
    await pool.query('create table floor_probe (n int)');
    const startedAt = performance.now();
    let count = 0;
    const commitOn = async () => {
      while (performance.now() - startedAt < forMs) {
        await pool.query({ name: 'floor', text: 'insert into floor_probe values ($1)', values: [count] });
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, commitOn));
    const perSecond = (count * 1_000) / (performance.now() - startedAt);
    await pool.query('drop table floor_probe');
    return perSecond;
  } finally {
    await pool.end();
  }
}
