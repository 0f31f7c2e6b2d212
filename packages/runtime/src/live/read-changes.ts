import { toId } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import { nameOf, runModes, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { isSandbox } from '../effect/redirects.ts';
import { type StepError, waitKinds } from '../run/run.types.ts';

export type RunMessage = LiveMessage & { type: 'run' };
export type StepMessage = LiveMessage & { type: 'step' };
/** `mark` changes with every commit about the run. */
export type RunChange = { uuid: string; workspaceId: string; mark: string; message: RunMessage };

type RunRecord = {
  id: string;
  workspace_id: string;
  flow_id: string;
  status: number;
  mode: number;
  started_at: Date | null;
  ended_at: Date | null;
  mark: string;
};

const columns = 'id, workspace_id, flow_id, status, mode, started_at, ended_at, xmin::text as mark';

/** The present state of runs, by UUID. */
export async function readRunStates(sql: Sql, runIds: readonly string[]): Promise<RunChange[]> {
  if (runIds.length === 0) return [];
  const sorted = [...runIds].sort();
  const rows = await sql.query<RunRecord>(
    'live-runs',
    `select ${columns} from engine.run where id = any($1::uuid[]) and id between $2 and $3`,
    [runIds, sorted[0], sorted.at(-1)],
  );
  return rows.map(changeOf);
}

/** The newest runs of each flow, by UUID. */
export async function readNewestRuns(
  sql: Sql,
  flowIds: readonly string[],
  most: number,
): Promise<RunChange[]> {
  if (flowIds.length === 0) return [];
  const rows = await sql.query<RunRecord>(
    'live-newest-runs',
    `select r.* from unnest($1::uuid[]) as f (flow_id) cross join lateral (
       select ${columns} from engine.run r where r.flow_id = f.flow_id order by r.id desc limit $2) as r`,
    [flowIds, most],
  );
  return rows.map(changeOf);
}

/** The steps of a run that began or ended since `sinceMs`, and those that have not ended. */
export async function readStepStates(
  sql: Sql,
  { uuid, message: { runId, flowId } }: RunChange,
  sinceMs: number,
): Promise<StepMessage[]> {
  const rows = await sql.query<{
    seq: number;
    node_id: string;
    path: string;
    status: number;
    attempt: number;
    wait: number | null;
    port: string | null;
    started_at: Date;
    ended_at: Date | null;
    error: StepError | null;
    meta: unknown;
  }>(
    'live-steps',
    `select seq, node_id, path, status, attempt, wait, port, started_at, ended_at, error, meta from engine.step
     where run_id = $1 and (ended_at is null or ended_at > $2 or started_at > $2) order by seq`,
    [uuid, new Date(sinceMs)],
  );
  return rows.map((row) => ({
    type: 'step',
    runId,
    flowId,
    step: {
      seq: row.seq,
      nodeId: row.node_id,
      path: row.path,
      status: nameOf(stepStatuses, row.status),
      port: row.port,
      attempt: row.attempt,
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      waitingFor: row.wait === null ? null : nameOf(waitKinds, row.wait),
      sandbox: isSandbox(row.meta),
      error: row.error ? { code: row.error.code, message: row.error.message } : null,
    },
  }));
}

function changeOf(row: RunRecord): RunChange {
  return {
    uuid: row.id,
    workspaceId: toId('workspace', row.workspace_id),
    mark: row.mark,
    message: {
      type: 'run',
      runId: toId('run', row.id),
      flowId: toId('flow', row.flow_id),
      status: nameOf(runStatuses, row.status),
      mode: nameOf(runModes, row.mode),
      startedAt: row.started_at?.toISOString() ?? null,
      endedAt: row.ended_at?.toISOString() ?? null,
    },
  };
}
