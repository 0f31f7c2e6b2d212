import { demoShopSource } from '@sista/shared/data-source/data-source.schema';
import { type DataQuery, type QueryRows, ToolFailed } from '@sista/shared/tool/define-tool';
import type { Sql } from '../db/sql.ts';
import { ensureDemoShop } from './demo-shop.ts';
import type { SqlitePool } from './query-sqlite.ts';

/** The databases that tools of a workspace may read, by name. */
export type DataSources = {
  /** Throws `ToolFailed` or `QueryFailed` with a sentence. */
  query(workspaceId: string, query: DataQuery, signal: AbortSignal): Promise<QueryRows>;
};

export type DataSourceOptions = { sql: Sql; sqlite: SqlitePool; dataDir: string };

const queryDeadlineMs = 10_000;

export function createDataSources({ sql, sqlite, dataDir }: DataSourceOptions): DataSources {
  return {
    async query(workspaceId, { source, sql: text, tables, parameters }, signal) {
      const file = await fileOf(sql, workspaceId, source, dataDir);
      return sqlite.query({ file, sql: text, tables, parameters, deadlineMs: queryDeadlineMs, signal });
    },
  };
}

async function fileOf(sql: Sql, workspaceId: string, source: string, dataDir: string): Promise<string> {
  if (source === demoShopSource) return ensureDemoShop(dataDir);
  const [row] = await sql.query<{ location: string }>(
    'find-data-source',
    "select location from data_source where workspace_id = $1 and name = $2 and kind = 'sqlite'",
    [workspaceId, source],
  );
  if (!row)
    throw new ToolFailed(
      `There is no data source "${source}" in this workspace. Choose another in the tool's settings.`,
    );
  return row.location;
}
