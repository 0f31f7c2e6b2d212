import type { Sql } from '../db/sql.ts';
import type { BeginBody } from './journal.types.ts';

/**
 * Why tools that were offered may no longer be used, by tool id: a person removed one, changed its definition, or
 * moved it. Permissions only ever narrow while a task runs.
 */
export async function readToolDrift(sql: Sql, begin: BeginBody): Promise<Map<string, string>> {
  const bound = begin.tools.filter(({ id }) => id !== internalToolId);
  if (bound.length === 0) return new Map();
  const rows = await sql.query<{ id: string; team_id: string; revision: number }>(
    'read-tool-revisions',
    'select id, team_id, revision from tool where id = any($1::uuid[])',
    [bound.map(({ id }) => id)],
  );
  const drift = new Map<string, string>();
  for (const { id, name, version } of bound) {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row || row.team_id !== begin.employee.teamId)
      drift.set(id, `${name} was taken away from the team. Go on without it.`);
    else if (row.revision !== version)
      drift.set(id, `${name} was changed while you worked and cannot be used in this task.`);
  }
  return drift;
}

/** Tools of ours that no team owns. */
export const internalToolId = '00000000-0000-7000-8000-000000000000';
