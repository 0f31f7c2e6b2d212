import type { FlowIdInput } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { loadFlow } from './view-flow.ts';

/** The flow leaves all lists and nothing starts it any more; its runs stay readable. */
export async function deleteFlow(context: Context, { id }: FlowIdInput): Promise<{ id: string }> {
  const { db, runtime, now } = context;
  const { name } = await loadFlow(context, id);
  await db.$transaction(async (tx) => {
    await tx.flow.updateMany({ where: { id }, data: { deletedAt: new Date(now()) } });
    await runtime.flows.setSchedule(tx, id);
  });
  context.forgetIngress(id);
  await recordAudit(context, 'flow.delete', toId('flow', id), { name });
  return { id: toId('flow', id) };
}
