import { runStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import { waitKinds } from '../run/run.types.ts';

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

/** Wakes the runs whose steps wait for these deliveries, in the commit that settles them. */
export async function wakeAwaiting(
  sql: Sql,
  queue: Pick<Queue, 'insert'>,
  settled: readonly { runId: string; seq: number }[],
  onQueued: () => void,
): Promise<void> {
  const rows = await sql.query<{ owner_id: string }>(
    'end-delivery-waits',
    `delete from engine.timer t using unnest($1::uuid[], $2::int[]) as i (run_id, seq)
     where t.owner_id = i.run_id and t.seq = i.seq and t.kind = $3 returning t.owner_id`,
    [settled.map(({ runId }) => runId), settled.map(({ seq }) => seq), waitKinds.delivery],
  );
  if (rows.length === 0) return;
  await wakeRuns(sql, queue, [...new Set(rows.map(({ owner_id }) => owner_id))]);
  // The commit follows in a moment; the pump's poll is the floor where this look comes too early.
  setTimeout(onQueued, 5);
}
