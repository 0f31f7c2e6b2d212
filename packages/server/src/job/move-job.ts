import { toId } from '@sista/shared/ids';
import type { JobView } from '@sista/shared/job/job.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Takes effect between two chunks; what the job has done stays done. */
export async function moveJob(
  context: Context,
  jobId: string,
  move: 'pause' | 'resume' | 'cancel',
): Promise<JobView> {
  const job = await context.runtime.jobs.move(context.workspaceId, jobId, move);
  await recordAudit(context, `job.${move}`, toId('job', jobId));
  return job;
}
