import { resolve } from 'node:path';
import pg from 'pg';
import Postgrator from 'postgrator';
import type { Logger } from '../telemetry/logger.ts';
import { connectionTo } from './connection.ts';
import { describeDatabase } from './describe-database.ts';
import { installQueue } from './install-queue.ts';
import { ensurePartitions } from './partitions.ts';
import type { Sql } from './sql.ts';

export const migrationsFolder = resolve(import.meta.dirname, '../../prisma/migrations');

// "sista" in ASCII. Whoever migrates holds this lock; others wait for it and then find nothing to do.
const lockId = 0x7369737461;

export type MigrateOptions = {
  /** ms since the epoch; the partitions of this time are made. */
  now?: number;
  folder?: string;
};

/**
 * Brings the database to what this release needs: our migrations, pg-boss's, the partitions of the next weeks. Safe
 * in many processes at once, and nothing but a few questions where nothing is pending. Returns the names of the
 * applied files. Throws one sentence, and changes nothing, when the database is too old a server, is newer than
 * this release, or was migrated by files that have been changed since.
 */
export async function migrate(url: string, log: Logger, options: MigrateOptions = {}): Promise<string[]> {
  const client = new pg.Client(connectionTo(url, 'migrate'));
  client.on('error', () => {});
  await client.connect();
  try {
    const sql = sqlOver(client);
    await describeDatabase(sql, log);
    await client.query(`select pg_advisory_lock(${lockId})`);
    const applied = await applyPending(client, sql, options.folder ?? migrationsFolder);
    for (const name of applied) log.info({ migration: name }, 'migrated');
    if (await installQueue(sql)) log.info('the queue is installed');
    await ensurePartitions(sql, options.now ?? Date.now());
    return applied;
  } finally {
    await client.end();
  }
}

function sqlOver(client: pg.Client): Sql {
  return {
    async query<Row>(name: string, text: string, values?: readonly unknown[]) {
      const answer: pg.QueryResult | pg.QueryResult[] = await client.query({
        name,
        text,
        ...(values ? { values: [...values] } : {}),
      });
      return (Array.isArray(answer) ? answer.flatMap((one) => one.rows) : answer.rows) as Row[];
    },
  };
}

type AppliedFile = { version: number; name: string; md5: string };

async function applyPending(client: pg.Client, sql: Sql, folder: string): Promise<string[]> {
  const postgrator = new Postgrator({
    driver: 'pg',
    migrationPattern: `${literalGlob(folder)}/*.do.*.sql`,
    schemaTable: 'engine.migration',
    newline: 'LF',
    // One message is one implicit transaction; all files and their rows stand in the one that is opened below.
    execQuery: (text) => client.query(text),
    execSqlScript: async (text) => {
      await client.query(text);
    },
  });
  const known = await postgrator.getMigrations();
  const applied = await readApplied(sql);
  refuseStrange(applied, known);
  if (applied.length === known.length) return [];
  await client.query('begin');
  try {
    const done = await postgrator.migrate();
    await client.query('commit');
    return done.map(({ version, name }) => `${version}.${name}`);
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function readApplied(sql: Sql): Promise<AppliedFile[]> {
  const [table] = await sql.query<{ there: boolean }>(
    'find-migrations',
    `select to_regclass('engine.migration') is not null as there`,
  );
  if (!table?.there) return [];
  return sql.query(
    'read-migrations',
    'select version, name, md5 from engine.migration where version > 0 order by 1',
  );
}

type KnownFile = { version: number; name: string; md5?: string | undefined };

function refuseStrange(applied: readonly AppliedFile[], known: readonly KnownFile[]): void {
  const files = new Map(known.map((file) => [file.version, file]));
  const newest = Math.max(...files.keys());
  for (const { version, name, md5 } of applied) {
    const file = files.get(version);
    if (!file) {
      const relation =
        version > newest ? 'is newer than this release of Sista Flow' : 'comes from another release';
      throw new Error(
        `The database ${relation}: it has the migration ${version}.${name}, which is unknown here. Start the release ` +
          'that made it, or one after it; the database was left as it is.',
      );
    }
    if (file.md5 !== md5) {
      throw new Error(
        `The migration ${version}.${name} was changed after this database had applied it. Put the file back as it ` +
          'was and make the change in a new migration; the database was left as it is.',
      );
    }
  }
  const last = Math.max(0, ...applied.map(({ version }) => version));
  const late = known.find(({ version }) => version < last && !applied.some((one) => one.version === version));
  if (!late) return;
  throw new Error(
    `The migration ${late.version}.${late.name} is older than what this database has, and was never applied to it. ` +
      'Give it a later time in its name; the database was left as it is.',
  );
}

/** The folder as a glob that matches it alone, also when its path has brackets. */
const literalGlob = (folder: string) => folder.replaceAll('\\', '/').replaceAll(/[?*()[\]{}]/g, '[$&]');
