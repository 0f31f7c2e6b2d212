import type { Sql } from '../db/sql.ts';
import { taskIdRange } from '../task/derive-task-id.ts';

/**
 * The version of an employee that a run works with: that of its first task in the run, so that a hundred loop items
 * and an answer three days later see one employee. Null before the first task: then the current one is pinned.
 */
export async function pinnedVersion(sql: Sql, runId: string, employeeId: string): Promise<number | null> {
  const { low, high } = taskIdRange(runId);
  const [row] = await sql.query<{ version: number }>('read-pinned-version', pinnedText, [
    employeeId,
    low,
    high,
    runId,
  ]);
  return row?.version ?? null;
}

const pinnedText = `select version from engine.task
where employee_id = $1 and id between $2 and $3 and run_id = $4 order by id limit 1`;
