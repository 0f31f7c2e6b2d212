import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { toId } from '@sista/shared/ids';
import { nameOf, runModes, runStatuses } from '@sista/shared/run/run-status';
import type { RunControl } from './cancel-run.ts';
import { reopenSteps } from './reopen-steps.ts';
import { whyNot } from './why-not.ts';

type Row = { flow_id: string; mode: number; started_at: Date | null };

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
  announce(control, workspaceId, runId, row);
}

function announce({ live }: RunControl, workspaceId: string, uuid: string, row: Row): void {
  const runId = toId('run', uuid);
  const flowId = toId('flow', row.flow_id);
  live.publish([`run:${runId}`, `flow:${flowId}`, `workspace:${toId('workspace', workspaceId)}`], {
    type: 'run',
    runId,
    flowId,
    status: 'queued',
    mode: nameOf(runModes, row.mode),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: null,
  });
}
