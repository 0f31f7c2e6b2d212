import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { nextOccurrence } from '@sista/shared/schedule/next-occurrence';
import { type FlowSchedule, scheduleOfFlow } from '@sista/shared/schedule/schedule-of-flow';
import type { Sql } from '../db/sql.ts';
import { dueTime } from './plan-firing.ts';
import { addTimers, takeTimer, timerSeqs } from './schedule-timers.ts';

type FlowState = {
  workspaceId: string;
  state: 'live' | 'paused' | 'off';
  schedule: FlowSchedule | undefined;
};

/**
 * Makes the timer of a flow follow its row, in the transaction that has just changed it: published, paused, resumed
 * or deleted. A pause remembers the time that would have come next, so that the resume knows what was missed. A time
 * that is due and not yet swept survives a publication that keeps the schedule.
 */
export async function setSchedule(
  sql: Sql,
  catalogue: NodeCatalogue,
  flowId: string,
  now: number,
): Promise<void> {
  const { workspaceId, state, schedule } = await readFlow(sql, catalogue, flowId);
  const timer = await takeTimer(sql, flowId);
  if (!schedule || state === 'off') return forgetPause(sql, flowId);
  if (state === 'paused') {
    const planned = timer?.dueAt ?? nextOccurrence(schedule, now);
    if (planned !== undefined) await rememberPause(sql, flowId, workspaceId, planned);
    return;
  }
  const planned = await readPause(sql, flowId);
  await forgetPause(sql, flowId);
  const before = planned === undefined ? timer : { seq: timerSeqs.resumed, dueAt: planned };
  const dueAt = dueTime(schedule, before?.dueAt, now);
  if (dueAt === undefined) return;
  const kept = before !== undefined && dueAt === before.dueAt && dueAt <= now;
  await addTimers(sql, [{ flowId, workspaceId, seq: kept ? before.seq : timerSeqs.usual, dueAt }]);
}

async function readFlow(sql: Sql, catalogue: NodeCatalogue, flowId: string): Promise<FlowState> {
  const [row] = await sql.query<{
    workspace_id: string;
    status: string;
    deleted: boolean;
    document: FlowDocument | null;
  }>(
    'read-scheduled-flow',
    `select f.workspace_id, f.status, f.deleted_at is not null as deleted, v.document
     from public.flow f left join public.flow_version v on v.id = f.live_version_id where f.id = $1::uuid`,
    [flowId],
  );
  if (!row) throw new Error(`flow ${flowId} is not there`);
  const { workspace_id: workspaceId, status, deleted, document } = row;
  const state = deleted ? 'off' : status === 'live' || status === 'paused' ? status : 'off';
  const schedule = document ? scheduleOfFlow(migrateFlow(document, catalogue), catalogue) : undefined;
  return { workspaceId, state, schedule };
}

async function readPause(sql: Sql, flowId: string): Promise<number | undefined> {
  const text = 'select planned_at from engine.schedule_pause where flow_id = $1::uuid';
  const [row] = await sql.query<{ planned_at: Date }>('read-schedule-pause', text, [flowId]);
  return row?.planned_at.getTime();
}

async function rememberPause(sql: Sql, flowId: string, workspaceId: string, planned: number): Promise<void> {
  await sql.query(
    'remember-schedule-pause',
    `insert into engine.schedule_pause (flow_id, workspace_id, planned_at)
     values ($1::uuid, $2::uuid, $3::timestamptz) on conflict do nothing`,
    [flowId, workspaceId, new Date(planned)],
  );
}

async function forgetPause(sql: Sql, flowId: string): Promise<void> {
  await sql.query('forget-schedule-pause', 'delete from engine.schedule_pause where flow_id = $1::uuid', [
    flowId,
  ]);
}
