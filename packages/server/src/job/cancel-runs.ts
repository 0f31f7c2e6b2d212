import { toId } from '@sista/shared/ids';
import type { CancelRunsInput, JobView } from '@sista/shared/job/job.schema';
import { Refusal } from '@sista/shared/refusal';
import { rightsOf } from '@sista/shared/rights';
import { recordAudit } from '../audit/record-audit.ts';
import { actorRef } from '../auth/actor.ts';
import { pauseFlow } from '../flow/pause-flow.ts';
import { loadFlow } from '../flow/view-flow.ts';
import type { Context } from '../trpc/request-context.ts';

/** Ends every unfinished run of a flow, in a job; with `pause` nothing new starts meanwhile. */
export async function cancelRuns(context: Context, { id, pause }: CancelRunsInput): Promise<JobView> {
  const { actor, runtime, workspaceId } = context;
  const { liveVersionId } = await loadFlow(context, id);
  if (pause && !rightsOf[actor.role].has('flow.publish')) {
    throw new Refusal(
      'forbidden',
      'Your role does not include flow.publish, so you cannot pause the flow. Cancel its runs without pausing it.',
      { right: 'flow.publish' },
    );
  }
  // A flow that was never published has test runs at most, and nothing to pause.
  const paused = pause && liveVersionId !== null;
  if (paused) await pauseFlow(context, { id });
  const by = actorRef(actor);
  const job = await runtime.jobs.cancelRuns({ workspaceId, flowId: id, paused, by });
  await recordAudit(context, 'flow.cancelRuns', toId('flow', id), { job: job.id, paused });
  return job;
}
