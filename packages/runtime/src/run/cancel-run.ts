import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import { isEnded, nameOf, runModes, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import type { LiveFeed } from '../runtime-door.ts';
import { reopenSteps } from './reopen-steps.ts';
import type { CompiledVersion } from './version-cache.ts';

export type RunControl = {
  sql: SqlPool;
  queue: Pick<Queue, 'insert' | 'remove'>;
  live: LiveFeed;
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  now: () => number;
  /** Aborts the activation of a run that is active in this process. */
  abort: (runId: string) => void;
  onQueued: () => void;
};

type Row = { flow_id: string; mode: number; started_at: Date | null };

/** Ends a run wherever it is, in one commit; what executes somewhere can write no more. Refuses a run that is over. */
export async function cancelRun(control: RunControl, workspaceId: string, runId: string): Promise<void> {
  const now = new Date(control.now());
  const row = await control.sql.transaction(async (sql) => {
    const [found] = await sql.query<Row>(
      'cancel-run',
      `update engine.run set status = $3, epoch = epoch + 1, ended_at = $4
       where id = $1 and workspace_id = $2 and status < 4 returning flow_id, mode, started_at`,
      [runId, workspaceId, runStatuses.cancelled, now],
    );
    if (!found) return undefined;
    await sql.query(
      'cancel-steps',
      'update engine.step set status = $2, ended_at = $3 where run_id = $1 and status in (0, 1)',
      [runId, stepStatuses.cancelled, now],
    );
    await sql.query('cancel-timers', 'delete from engine.timer where owner_id = $1 and kind < 10', [runId]);
    for (const lane of ['run', 'ai'] as const) await control.queue.remove(sql, lane, [runId]);
    return found;
  });
  if (!row) throw await whyNot(control.sql, workspaceId, runId, 'cancelled');
  control.abort(runId);
  announce(control.live, runId, row, 'cancelled', now);
}

/** Continues a failed run at the steps that failed; what succeeded is not done again. */
export async function retryRun(control: RunControl, workspaceId: string, runId: string): Promise<void> {
  const now = new Date(control.now());
  const row = await control.sql.transaction(async (sql) => {
    const [found] = await sql.query<Row>(
      'retry-run',
      `update engine.run set status = $4, epoch = epoch + 1, ended_at = null
       where id = $1 and workspace_id = $2 and (status = $3 or status = $5) returning flow_id, mode, started_at`,
      [runId, workspaceId, runStatuses.failed, runStatuses.queued, runStatuses.quarantined],
    );
    if (!found) return undefined;
    await reopenSteps(sql, control.versionOf, runId, now);
    await sql.query('delete-run-problem', 'delete from engine.problem where subject = $1 and id = $2', [
      problemSubjects.run,
      runId,
    ]);
    await control.queue.insert(sql, 'run', [{ id: runId, group: workspaceId }]);
    return found;
  });
  if (!row) throw await whyNot(control.sql, workspaceId, runId, 'retried');
  control.onQueued();
  announce(control.live, runId, row, 'queued', null);
}

async function whyNot(sql: SqlPool, workspaceId: string, runId: string, what: string): Promise<Refusal> {
  const [row] = await sql.query<{ status: number }>(
    'read-run-status',
    'select status from engine.run where id = $1 and workspace_id = $2',
    [runId, workspaceId],
  );
  if (!row) return notFound('run', toId('run', runId));
  const status = nameOf(runStatuses, row.status);
  const hint = isEnded(status)
    ? 'Only a run that is not over can be cancelled, and only a failed one retried.'
    : 'It is still going.';
  return new Refusal('conflict', `This run is ${status} and cannot be ${what}. ${hint}`);
}

function announce(
  live: LiveFeed,
  uuid: string,
  row: Row,
  status: 'cancelled' | 'queued',
  endedAt: Date | null,
): void {
  const runId = toId('run', uuid);
  const flowId = toId('flow', row.flow_id);
  live.publish([`run:${runId}`, `flow:${flowId}`], {
    type: 'run',
    runId,
    flowId,
    status,
    mode: nameOf(runModes, row.mode),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  });
}
