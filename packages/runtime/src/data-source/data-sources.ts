import { demoShopSource, type SourceTable } from '@sista/shared/data-source/data-source.schema';
import { hasPlaceholders, missingValue } from '@sista/shared/data-source/read-sql';
import { fromId } from '@sista/shared/ids';
import type { DataAnswer, DataQuestion } from '@sista/shared/node/step-context';
import type { DataQuery, QueryRows } from '@sista/shared/tool/define-tool';
import type { Sql } from '../db/sql.ts';
import { ensureDemoShop } from './demo-shop.ts';
import { QueryFailed, type SqlitePool } from './query-sqlite.ts';
import { findFile, folderName, folderOf } from './source-folder.ts';

/**
 * The databases that flows and tools of a workspace may read, by id (`dsr_…`) or name. All reject with `QueryFailed`,
 * whose sentence is for people and models.
 */
export type DataSources = {
  /** A tool's fixed query: over its own tables, with long cells cut. */
  query(workspaceId: string, query: DataQuery, signal: AbortSignal): Promise<QueryRows>;
  /** A step's or a person's query: over all tables of the source, with cells as they are. */
  ask(workspaceId: string, question: DataQuestion, signal?: AbortSignal): Promise<DataAnswer>;
  tables(workspaceId: string, source: string, options: { count: boolean }): Promise<SourceTable[]>;
};

export type DataSourceOptions = { sql: Sql; sqlite: SqlitePool; dataDir: string };

const toolDeadlineMs = 10_000;
const askDeadlineMs = 20_000;
const describeDeadlineMs = 5_000;
/** Half of what the output of a step may have. */
const mostBytes = 524_288;

export function createDataSources(options: DataSourceOptions): DataSources {
  const { sqlite } = options;
  return {
    async query(workspaceId, { source, sql: text, tables, parameters }, signal) {
      const file = await fileOf(options, workspaceId, source);
      return sqlite.query({ file, sql: text, tables, parameters, deadlineMs: toolDeadlineMs, signal });
    },
    async ask(workspaceId, { source, sql: text, parameters, mostRows }, signal) {
      refuseUnnamed(text, parameters);
      const file = await fileOf(options, workspaceId, source);
      return sqlite.query({
        file,
        sql: text,
        tables: null,
        parameters,
        maxRows: mostRows,
        maxBytes: mostBytes,
        deadlineMs: askDeadlineMs,
        ...(signal ? { signal } : {}),
      });
    },
    async tables(workspaceId, source, { count }) {
      const file = await fileOf(options, workspaceId, source);
      return describeFile(sqlite, file, count);
    },
  };
}

/** Tables of a file; without counts where counting takes too long. */
export async function describeFile(sqlite: SqlitePool, file: string, count: boolean): Promise<SourceTable[]> {
  const description = { file, deadlineMs: describeDeadlineMs };
  try {
    return await sqlite.describe({ ...description, count });
  } catch (error) {
    if (!count || !(error instanceof QueryFailed) || error.code !== 'query_timeout') throw error;
    return sqlite.describe({ ...description, count: false });
  }
}

// SQLite takes null for a value that is not given, and the query finds nothing without a word.
function refuseUnnamed(sql: string, parameters: DataQuestion['parameters']): void {
  const missing = missingValue(sql, parameters);
  if (missing)
    throw new QueryFailed(`The query takes :${missing}. Add a value with that name.`, 'missing_value');
  if (hasPlaceholders(sql))
    throw new QueryFailed('Values of a query have names. Write :name instead of ?.', 'missing_value');
}

async function fileOf(
  { sql, dataDir }: DataSourceOptions,
  workspaceId: string,
  source: string,
): Promise<string> {
  if (source === demoShopSource) return ensureDemoShop(dataDir);
  const [row] = await sql.query<{ name: string; location: string }>('find-data-source-by-ref', findText, [
    workspaceId,
    fromId('dataSource', source) ?? null,
    source,
  ]);
  if (!row)
    throw new QueryFailed(
      `There is no data source "${source}" in this workspace. Choose another one.`,
      'data_source_missing',
    );
  const file = await findFile(folderOf(dataDir, workspaceId), row.location);
  if (file) return file.path;
  const place = row.location
    ? `There is no file ${row.location} in ${folderName(workspaceId)} of the data folder.`
    : 'It has no file yet.';
  throw new QueryFailed(
    `The data source ${row.name} cannot be read. ${place} Upload it under Settings, Data sources.`,
    'data_source_unreadable',
  );
}

const findText = `select name, location from data_source
where workspace_id = $1 and kind = 'sqlite' and (id = $2::uuid or name = $3)`;
