import type { DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Delivers the same event again, at once; answers the delivery that is on its way. */
export async function replayDelivery(context: Context, { id }: { id: string }): Promise<DeliveryDetail> {
  const { runtime, workspaceId } = context;
  const deliveryId = await runtime.deliveries.replay(workspaceId, id);
  await recordAudit(context, 'delivery.replay', toId('delivery', id));
  return runtime.deliveries.read(workspaceId, deliveryId);
}
