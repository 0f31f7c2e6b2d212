import type { Logger } from '../telemetry/logger.ts';
import type { Sql } from './sql.ts';

export type DatabaseFacts = { version: string; fsync: boolean; synchronousCommit: boolean };

const oldest = 15;

/**
 * Looks at the server before anything is changed in it. Refuses a version below 15 with one sentence, and warns
 * where a power cut can take back what we have promised.
 */
export async function describeDatabase(sql: Sql, log: Logger): Promise<DatabaseFacts> {
  const [row] = await sql.query<{ number: number; version: string; fsync: string; commits: string }>(
    'describe-database',
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits`,
  );
  if (!row || row.number < oldest * 10_000) {
    throw new Error(
      `DATABASE_URL leads to PostgreSQL ${row?.version}, and Sista Flow needs ${oldest} or newer. Upgrade it, or ` +
        'leave DATABASE_URL out to use the embedded one.',
    );
  }
  const facts = {
    version: row.version,
    fsync: row.fsync !== 'off',
    synchronousCommit: row.commits !== 'off',
  };
  for (const [setting, safe] of [
    ['fsync', facts.fsync] as const,
    ['synchronous_commit', facts.synchronousCommit] as const,
  ]) {
    if (!safe)
      log.warn(
        `PostgreSQL runs with ${setting} = off: a power cut can lose work that was answered with 202.`,
      );
  }
  return facts;
}
