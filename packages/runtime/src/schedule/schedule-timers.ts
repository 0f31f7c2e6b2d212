import type { Sql } from '../db/sql.ts';

/** The timer of a schedule: its owner is the flow. */
export const scheduleTimerKind = 11;
/** `seq` of the timer says what passed before it: nothing, or a pause of the flow. */
export const timerSeqs = { usual: 0, resumed: 1 } as const;

/** Times are in ms since the epoch. */
export type ScheduleTimer = { flowId: string; workspaceId: string; seq: number; dueAt: number };

/** Adds timers of flows that have none. */
export async function addTimers(sql: Sql, timers: readonly ScheduleTimer[]): Promise<void> {
  if (timers.length === 0) return;
  await sql.query(
    'add-schedule-timers',
    `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id)
     select i.owner, i.seq, ${scheduleTimerKind}, i.due, i.workspace
     from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::uuid[]) as i (owner, seq, due, workspace)
     on conflict do nothing`,
    [
      timers.map(({ flowId }) => flowId),
      timers.map(({ seq }) => seq),
      timers.map(({ dueAt }) => new Date(dueAt).toISOString()),
      timers.map(({ workspaceId }) => workspaceId),
    ],
  );
}

/** Takes the timer of a flow away and answers it; the earlier one where a race left two. */
export async function takeTimer(
  sql: Sql,
  flowId: string,
): Promise<{ seq: number; dueAt: number } | undefined> {
  const rows = await sql.query<{ seq: number; due_at: Date }>(
    'take-schedule-timer',
    `delete from engine.timer where owner_id = $1::uuid and kind = ${scheduleTimerKind} returning seq, due_at`,
    [flowId],
  );
  const [first] = rows.sort((a, b) => a.due_at.getTime() - b.due_at.getTime());
  return first && { seq: first.seq, dueAt: first.due_at.getTime() };
}
