import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { type FlowSchedule, scheduleOfFlow } from '@sista/shared/schedule/schedule-of-flow';
import type { Sql } from '../db/sql.ts';
import { dueTime } from './plan-firing.ts';
import { addTimers, scheduleTimerKind, timerSeqs } from './schedule-timers.ts';

type LiveFlow = { id: string; workspace_id: string; live_version_id: string };
type TimerRow = { owner_id: string; seq: number; due_at: Date };

const documentsAtOnce = 100;

/**
 * Compares live flows that have a schedule with their timers: adds what is missing, moves what a clock or a restore
 * left wrong, takes away what belongs to no live schedule. A duty of the leader; a version is immutable, so each
 * document is read once. Returns the function that does it and answers how many timers it touched.
 */
export function createScheduleAudit(sql: Sql, catalogue: NodeCatalogue): (now: number) => Promise<number> {
  const known = new Map<string, FlowSchedule | undefined>();

  async function readVersions(flows: readonly LiveFlow[]): Promise<void> {
    const present = new Set(flows.map(({ live_version_id }) => live_version_id));
    for (const id of known.keys()) if (!present.has(id)) known.delete(id);
    const fresh = [...present].filter((id) => !known.has(id));
    for (let from = 0; from < fresh.length; from += documentsAtOnce) {
      const rows = await sql.query<{ id: string; document: FlowDocument }>(
        'load-schedule-documents',
        'select id, document from public.flow_version where id = any($1::uuid[])',
        [fresh.slice(from, from + documentsAtOnce)],
      );
      for (const { id, document } of rows)
        known.set(id, scheduleOfFlow(migrateFlow(document, catalogue), catalogue));
    }
  }

  return async (now) => {
    const flows = await sql.query<LiveFlow>(
      'load-live-flows',
      `select id, workspace_id, live_version_id from public.flow
       where status = 'live' and deleted_at is null and live_version_id is not null`,
    );
    await readVersions(flows);
    const timers = await sql.query<TimerRow>(
      'load-schedule-timers',
      `select owner_id, seq, due_at from engine.timer where kind = ${scheduleTimerKind}`,
    );
    const rowOf = new Map(timers.map((timer) => [timer.owner_id, timer]));
    let touched = 0;
    for (const flow of flows) {
      const schedule = known.get(flow.live_version_id);
      if (!schedule) continue;
      const timer = rowOf.get(flow.id);
      rowOf.delete(flow.id);
      const dueAt = dueTime(schedule, timer?.due_at.getTime(), now);
      if (dueAt === timer?.due_at.getTime()) continue;
      if (timer) await removeTimer(sql, timer);
      if (dueAt !== undefined)
        await addTimers(sql, [
          { flowId: flow.id, workspaceId: flow.workspace_id, seq: timerSeqs.usual, dueAt },
        ]);
      touched += 1;
    }
    for (const stray of rowOf.values()) await removeTimer(sql, stray);
    return touched + rowOf.size;
  };
}

/** Only as it was read: a timer that moved meanwhile is left to who moved it. */
async function removeTimer(sql: Sql, { owner_id, seq, due_at }: TimerRow): Promise<void> {
  await sql.query(
    'remove-schedule-timer',
    `delete from engine.timer where owner_id = $1 and seq = $2 and kind = ${scheduleTimerKind} and due_at = $3`,
    [owner_id, seq, due_at],
  );
}
