import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { Refusal } from '@sista/shared/refusal';
import { readEndpointRow } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';

/**
 * Sends the oldest waiting delivery now, whatever holds the line back: its answer opens or closes the circuit. Gives
 * the delivery's UUID. Refuses with `conflict` where nothing waits or the endpoint is switched off.
 */
export async function probeEndpoint(shop: EndpointShop, workspaceId: string, id: string): Promise<string> {
  const { database, lines } = shop;
  const now = shop.now();
  const { enabled } = await readEndpointRow(database.hot, workspaceId, id, now);
  if (!enabled) throw new Refusal('conflict', 'The endpoint is switched off. Enable it first.');
  const deliveryId = await database.hot.transaction(async (sql) => {
    // The circuit stays open and its time is over: that is half-open, and one request decides.
    await sql.query(
      'free-endpoint-line',
      `update engine.endpoint_state set open_until = least(open_until, $2), paused_until = least(paused_until, $2)
       where endpoint_id = $1`,
      [id, new Date(now)],
    );
    const [moved] = await sql.query<{ delivery_id: string }>('probe-delivery', probeText, [
      id,
      new Date(now),
      deliveryStatuses.parked,
      deliveryStatuses.sending,
    ]);
    if (moved === undefined) {
      throw new Refusal('conflict', 'Nothing waits for this endpoint. Send it a test event instead.');
    }
    await lines.queueLines(sql, [{ endpointId: id, workspaceId }]);
    return moved.delivery_id;
  });
  lines.nudge(id);
  return deliveryId;
}

// A row that is due keeps its place, for its key may be in the hands of the line at this moment.
const probeText = `
with oldest as (
  select d.due_at, d.delivery_id from engine.delivery_due d join engine.delivery x on x.id = d.delivery_id
  where d.endpoint_id = $1 and x.status < $3 and x.status <> $4 order by d.due_at limit 1
), moved as (
  update engine.delivery x set next_at = $2 from oldest o
  where x.id = o.delivery_id and o.due_at > $2 and x.status < $3 and x.status <> $4 returning x.id
), gone as (
  delete from engine.delivery_due d using oldest o join moved m on m.id = o.delivery_id
  where d.endpoint_id = $1 and d.due_at = o.due_at and d.delivery_id = o.delivery_id
), due as (
  insert into engine.delivery_due (endpoint_id, due_at, delivery_id) select $1, $2, id from moved on conflict do nothing
)
select delivery_id from oldest`;
