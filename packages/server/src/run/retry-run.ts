import { toId } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Continues a failed run at its failed step; what is done stays done. */
export async function retryRun(context: Context, { id }: { id: string }): Promise<RunDetail> {
  const { runtime, workspaceId } = context;
  await runtime.runs.retryRun(workspaceId, id);
  await recordAudit(context, 'run.retry', toId('run', id));
  return runtime.runs.readRun(workspaceId, id);
}
