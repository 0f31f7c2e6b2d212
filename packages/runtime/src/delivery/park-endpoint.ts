import { type DeliveryReason, deliveryReasons } from '@sista/shared/delivery/delivery-reason';
import { type DeliveryStatus, deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import type { Sql } from '../db/sql.ts';
import { raiseRouting } from '../event/endpoint-table.ts';

/** Ends everything that waits at an endpoint and is not out at this moment. Answers how many deliveries it was. */
export async function endOpenDeliveries(
  sql: Sql,
  endpointId: string,
  status: Extract<DeliveryStatus, 'parked' | 'cancelled'>,
  reason: DeliveryReason,
  now: number,
): Promise<number> {
  const rows = await sql.query(
    'end-open-deliveries',
    `with ended as (
       update engine.delivery x set status = $2, reason = $3, next_at = null, settled_at = $4
       from engine.delivery_due d
       where d.endpoint_id = $1 and x.id = d.delivery_id and x.status < $5 and x.status <> $6
       returning x.id
     )
     delete from engine.delivery_due d using ended e where d.endpoint_id = $1 and d.delivery_id = e.id
     returning d.delivery_id`,
    [
      endpointId,
      deliveryStatuses[status],
      deliveryReasons[reason],
      new Date(now),
      deliveryStatuses.parked,
      deliveryStatuses.sending,
    ],
  );
  return rows.length;
}

/**
 * Switches an endpoint off because its receiver asked for it, and parks what waits: nothing is lost, and nothing
 * restarts unasked. Takes the lock of the workspace's counter, so it belongs at the end of its transaction.
 */
export async function disableEndpoint(
  sql: Sql,
  endpoint: { id: string; workspaceId: string },
  reason: 'gone' | 'receiver_asked',
  now: number,
): Promise<void> {
  await sql.query(
    'disable-endpoint',
    'update public.endpoint set enabled = false, updated_at = $2 where id = $1 and enabled',
    [endpoint.id, new Date(now)],
  );
  await endOpenDeliveries(sql, endpoint.id, 'parked', reason, now);
  await raiseRouting(sql, endpoint.workspaceId);
}
