import { toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import { isEnded, nameOf, runStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';

/** Why a run could not be `cancelled` or `retried`: it is not there, over, or still going. */
export async function whyNot(sql: Sql, workspaceId: string, runId: string, what: string): Promise<Refusal> {
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
