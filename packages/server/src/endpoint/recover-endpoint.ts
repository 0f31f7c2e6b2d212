import type {
  ProbedEndpoint,
  RecoverEndpointInput,
  Recovery,
} from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import type { JobView } from '@sista/shared/job/job.schema';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';

const orderingOf = ({ workspaceId, actor }: Pick<Context, 'workspaceId' | 'actor'>) => ({
  workspaceId,
  by: actorName(actor),
});

/** Counts what the endpoint did not get, and orders the job that sends it unless it is a dry run. */
export async function recoverEndpoint(context: Context, input: RecoverEndpointInput): Promise<Recovery> {
  const recovery = await context.runtime.endpoints.recover(orderingOf(context), input);
  if (recovery.job === null) return recovery;
  await recordAudit(context, 'endpoint.recover', toId('endpoint', input.id), {
    job: recovery.job.id,
    since: input.since,
    until: input.until ?? null,
    total: recovery.total,
  });
  return recovery;
}

/** Orders the job that cancels everything that waits. */
export async function cancelBacklog(context: Context, { id }: { id: string }): Promise<JobView> {
  const job = await context.runtime.endpoints.cancelBacklog(orderingOf(context), id);
  await recordAudit(context, 'endpoint.cancelBacklog', toId('endpoint', id), { job: job.id });
  return job;
}

/** Sends the oldest waiting delivery now: its answer says whether the receiver is back. */
export async function probeEndpoint(context: Context, { id }: { id: string }): Promise<ProbedEndpoint> {
  const deliveryId = toId('delivery', await context.runtime.endpoints.probe(context.workspaceId, id));
  await recordAudit(context, 'endpoint.probe', toId('endpoint', id), { delivery: deliveryId });
  return { deliveryId };
}
