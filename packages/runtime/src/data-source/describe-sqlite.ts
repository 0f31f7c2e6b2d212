import type { DatabaseSync } from 'node:sqlite';
import type { SourceTable } from '@sista/shared/data-source/data-source.schema';

export const mostTables = 200;
const mostColumns = 200;
const counted = ['table', 'virtual'];

/** The tables and views of a database, without SQLite's own, by name; at most `mostTables`. */
export function describeTables(database: DatabaseSync, { count }: { count: boolean }): SourceTable[] {
  return namesOf(database)
    .slice(0, mostTables)
    .map(({ name, type }) => ({
      name,
      kind: type === 'view' ? 'view' : 'table',
      columns: columnsOf(database, name),
      rows: count && counted.includes(type) ? countRows(database, name) : null,
    }));
}

/** Names and types (`table`, `view`, `virtual`) of what a query may read. */
export function namesOf(database: DatabaseSync): { name: string; type: string }[] {
  const rows = database
    .prepare(
      "select name, type from pragma_table_list where schema = 'main' and type <> 'shadow' order by name",
    )
    .all();
  return rows
    .map(({ name, type }) => ({ name: String(name), type: String(type) }))
    .filter(({ name }) => !name.toLowerCase().startsWith('sqlite_'));
}

function columnsOf(database: DatabaseSync, table: string): SourceTable['columns'] {
  try {
    const rows = database.prepare('select name, type from pragma_table_info(?)').all(table);
    return rows
      .slice(0, mostColumns)
      .map(({ name, type }) => ({ name: String(name), type: String(type).toLowerCase() }));
  } catch {
    // A view over a table that is gone still has its name.
    return [];
  }
}

function countRows(database: DatabaseSync, table: string): number | null {
  try {
    return Number(database.prepare(`select count(*) as n from "${table.replaceAll('"', '""')}"`).get()?.n);
  } catch {
    // A virtual table whose module is not built in.
    return null;
  }
}
