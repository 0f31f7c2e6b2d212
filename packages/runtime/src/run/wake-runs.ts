import { runStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';

/**
 * Makes parked runs runnable, in the transaction of what ended their wait. A run that is executing only learns that
 * it was woken: parking is conditional on the number it saw, so no wake is lost and none starts a second activation.
 */
export async function wakeRuns(
  sql: Sql,
  queue: Pick<Queue, 'insert'>,
  runIds: readonly string[],
): Promise<void> {
  if (runIds.length === 0) return;
  const rows = await sql.query<{ id: string; workspace_id: string; was_waiting: boolean }>(
    'wake-runs',
    `update engine.run r set wakes = r.wakes + 1, status = case when r.status = $2 then $3 else r.status end
     from (select id, status from engine.run where id = any($1::uuid[]) and status < 4 for update) as before
     where r.id = before.id
     returning r.id, r.workspace_id, before.status = $2 as was_waiting`,
    [runIds, runStatuses.waiting, runStatuses.queued],
  );
  const jobs = rows
    .filter(({ was_waiting }) => was_waiting)
    .map(({ id, workspace_id }) => ({ id, group: workspace_id }));
  await queue.insert(sql, 'run', jobs);
}
