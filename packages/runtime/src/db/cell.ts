import type { Database } from './database.ts';

/**
 * A *cell* is one PostgreSQL that holds workspaces. The rim asks here which one, and hands the database down as an
 * argument, so that a second cell is a change of this file.
 */
export type CellFor = (workspaceId: string) => Database;

/** All workspaces live in `database`. */
export function oneCell(database: Database): CellFor {
  return () => database;
}
