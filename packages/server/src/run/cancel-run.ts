import { toId } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { recordAudit } from '../audit/record-audit.ts';
import { actorRef } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';

/** Nothing of it starts any more; a step in flight is aborted. */
export async function cancelRun(context: Context, { id }: { id: string }): Promise<RunDetail> {
  const { actor, runtime, workspaceId } = context;
  await runtime.runs.cancelRun(workspaceId, id, actorRef(actor));
  await recordAudit(context, 'run.cancel', toId('run', id));
  return runtime.runs.readRun(workspaceId, id);
}
