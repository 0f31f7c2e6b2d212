import { uuidTimeMs } from '@sista/shared/ids';
import { nameOf, type RunStatus, runModes, runStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { scheduleTimerKind } from '../schedule/schedule-timers.ts';

/** What happened to a flow lately. Tests count as the last run, and not in the numbers of the day. */
export type FlowActivity = {
  lastRun: { runId: string; status: RunStatus; at: string } | null;
  runs24h: number;
  failed24h: number;
  /** When its schedule fires next, ISO 8601; null where it has none. */
  nextRunAt: string | null;
};

type Row = {
  flow_id: string;
  run_id: string | null;
  status: number | null;
  runs: number;
  failed: number;
  next_at: Date | null;
};

const dayMs = 86_400_000;

/** By flow. A day is counted to 10,000 runs: a list must not become slow because a flow is busy. */
export async function flowActivity(
  sql: Sql,
  workspaceId: string,
  flowIds: readonly string[],
  now: number,
): Promise<Map<string, FlowActivity>> {
  if (flowIds.length === 0) return new Map();
  const since = new Date(now - dayMs);
  const values = [flowIds, workspaceId, since, runModes.test, runStatuses.failed];
  const rows = await sql.query<Row>('flow-activity', text, values);
  return new Map(
    rows.map(({ flow_id, run_id, status, runs, failed, next_at }) => {
      const lastRun =
        run_id && status !== null
          ? {
              runId: run_id,
              status: nameOf(runStatuses, status),
              at: new Date(uuidTimeMs(run_id)).toISOString(),
            }
          : null;
      return [
        flow_id,
        { lastRun, runs24h: runs, failed24h: failed, nextRunAt: next_at?.toISOString() ?? null },
      ];
    }),
  );
}

const text = `
  select f.id as flow_id, last.id as run_id, last.status, day.runs, day.failed,
    (select min(t.due_at) from engine.timer t where t.owner_id = f.id and t.kind = ${scheduleTimerKind}) as next_at
  from unnest($1::uuid[]) as f (id)
  left join lateral (
    select r.id, r.status from engine.run r
    where r.flow_id = f.id and r.workspace_id = $2 order by r.id desc limit 1
  ) last on true
  cross join lateral (
    select count(*)::int as runs, count(*) filter (where recent.status = $5)::int as failed
    from (
      select r.status from engine.run r
      where r.flow_id = f.id and r.workspace_id = $2 and r.id >= engine.uuid_floor($3) and r.mode <> $4
      order by r.id desc limit 10000
    ) recent
  ) day`;
