import type { SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import { type CancelRuns, cancelRuns } from './cancel-runs.ts';
import { whyNot } from './why-not.ts';

/** What the verbs on runs need. */
export type RunControl = CancelRuns & {
  sql: SqlPool;
  queue: Pick<Queue, 'insert' | 'remove'>;
  now: () => number;
  onQueued: () => void;
};

/** Ends a run wherever it is, in one commit; what executes somewhere can write no more. Refuses a run that is over. */
export async function cancelRun(
  control: RunControl,
  workspaceId: string,
  runId: string,
  by: { id: string; name: string },
): Promise<void> {
  const announce = await control.sql.transaction(async (sql) => {
    const [open] = await sql.query(
      'find-open-run',
      'select 1 from engine.run where id = $1 and workspace_id = $2 and status < 4',
      [runId, workspaceId],
    );
    return open ? cancelRuns(control, sql, [runId], { by, now: control.now() }) : undefined;
  });
  if (!announce) throw await whyNot(control.sql, workspaceId, runId, 'cancelled');
  announce();
}
