import type {
  DataSourceCheck,
  SourceTable,
  SourceTablesInput,
  TriedQuery,
  TryQueryInput,
} from '@sista/shared/data-source/data-source.schema';
import { mostTrialRows } from '@sista/shared/data-source/data-source.schema';
import { toSqlValue } from '@sista/shared/data-source/read-sql';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { findDataSource } from './list-data-sources.ts';

/** Opens it and lists its tables with their columns and how many rows they have. */
export async function checkDataSource(context: Context, { id }: { id: string }): Promise<DataSourceCheck> {
  const { runtime, workspaceId } = context;
  await findDataSource(context, id);
  try {
    const tables = await runtime.dataSources.tables(workspaceId, toId('dataSource', id), { count: true });
    return { ok: true, message: summarise(tables), tables };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, tables: [] };
    throw error;
  }
}

/** What a query can name: for whoever writes one. */
export async function listTables({ runtime, workspaceId }: Context, input: SourceTablesInput) {
  const { source, count } = input;
  return { tables: await runtime.dataSources.tables(workspaceId, source, { count }) };
}

/** The first rows of a query, as its step would get them. */
export async function tryQuery(context: Context, input: TryQueryInput): Promise<TriedQuery> {
  const { runtime, workspaceId } = context;
  const { source, sql } = input;
  const values = Object.entries(input.parameters).map(([name, value]) => [name, toSqlValue(value)]);
  const parameters = Object.fromEntries(values);
  const question = { source, sql, parameters, mostRows: mostTrialRows };
  const { columns, rows, truncated } = await runtime.dataSources.ask(workspaceId, question);
  return { columns: [...columns], rows: [...rows], truncated };
}

function summarise(tables: readonly SourceTable[]): string {
  if (tables.length === 0) return 'It can be read and has no table.';
  const rows = tables.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  const tableWords = tables.length === 1 ? '1 table' : `${tables.length} tables`;
  const rowWords = rows === 1 ? '1 row' : `${rows.toLocaleString('en')} rows`;
  return `It can be read: ${tableWords}, ${rowWords}.`;
}
