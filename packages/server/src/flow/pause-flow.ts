import type { Flow, FlowIdInput } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { loadFlow, viewFlow } from './view-flow.ts';

/** Nothing starts it until it is resumed; requests are parked and can be replayed, runs in progress go on. */
export async function pauseFlow(context: Context, { id }: FlowIdInput): Promise<Flow> {
  return setStatus(context, id, 'paused');
}

export async function resumeFlow(context: Context, { id }: FlowIdInput): Promise<Flow> {
  return setStatus(context, id, 'live');
}

async function setStatus(context: Context, id: string, status: 'paused' | 'live'): Promise<Flow> {
  const { liveVersionId } = await loadFlow(context, id);
  if (!liveVersionId) {
    throw new Refusal(
      'conflict',
      'This flow was never published, so it neither runs nor pauses. Publish it first.',
    );
  }
  const { count } = await context.db.$transaction(async (tx) => {
    const changed = await tx.flow.updateMany({ where: { id, status: { not: status } }, data: { status } });
    if (changed.count > 0) await context.runtime.flows.setSchedule(tx, id);
    return changed;
  });
  context.forgetIngress(id);
  if (count > 0) {
    await recordAudit(context, status === 'paused' ? 'flow.pause' : 'flow.resume', toId('flow', id));
  }
  return viewFlow(context, await loadFlow(context, id));
}
