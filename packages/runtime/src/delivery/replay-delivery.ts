import { deliveryStatuses, isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { nameOf } from '@sista/shared/run/run-status';
import type { Sql, SqlPool } from '../db/sql.ts';
import { deliveryIdOf } from '../event/derive-id.ts';
import { insertDeliveries } from '../event/outgoing.ts';
import type { DeliveryRow } from './delivery-rows.ts';
import type { Lines } from './lines.ts';
import { floorOf } from './list-deliveries.ts';
import { readRow } from './read-delivery.ts';

export type ReplayTools = { sql: SqlPool; lines: Pick<Lines, 'queueLines' | 'nudge'>; now: number };

/**
 * Sends a delivery again, with the same bytes and the same `webhook-id`. Of one that ended a new delivery with its own
 * 24 h; of an open one the next attempt is now. Gives the UUID of the delivery that is on its way. Refuses with
 * `not_found`, `conflict` while it is being sent, and `payload_expired`.
 */
export async function replayDelivery(
  tools: ReplayTools,
  workspaceId: string,
  deliveryId: string,
): Promise<string> {
  const { sql, lines, now } = tools;
  const replayed = await sql.transaction(async (commit) => {
    const row = await readRow(commit, workspaceId, deliveryId);
    if (row.event_type === null) {
      throw new Refusal(
        'payload_expired',
        'Its body is older than the retention and is gone. It cannot be sent again.',
      );
    }
    const ended = isEndedDelivery(nameOf(deliveryStatuses, row.status));
    const id = ended ? await sendAnew(commit, row, now) : await sendNow(commit, row, now);
    await lines.queueLines(commit, [{ endpointId: row.endpoint_id, workspaceId }]);
    return { id, endpointId: row.endpoint_id };
  });
  lines.nudge(replayed.endpointId);
  return replayed.id;
}

async function sendAnew(sql: Sql, row: DeliveryRow, now: number): Promise<string> {
  const eventAt = uuidTimeMs(row.event_id);
  // The deliveries of an event share its millisecond, so they are a short range of ids.
  const [newest] = await sql.query<{ n: number }>(
    'newest-replay',
    `select max(replay_no) as n from engine.delivery
     where id >= $1 and id < $2 and event_id = $3 and endpoint_id = $4`,
    [floorOf(eventAt), floorOf(eventAt + 1), row.event_id, row.endpoint_id],
  );
  const replayNo = (newest?.n ?? row.replay_no) + 1;
  const id = deliveryIdOf(eventAt, row.event_id, row.endpoint_id, replayNo);
  const { url, sealed_slot: sealedSlot, run_id: runId, workspace_id: workspaceId } = row;
  const place = { workspaceId, eventId: row.event_id, endpointId: row.endpoint_id, runId };
  // Without a step number: the step that sent it has long gone on.
  const delivery = { id, ...place, seq: null, replayNo, parked: null, url, sealedSlot, routing: null };
  await insertDeliveries(sql, [delivery], now);
  return id;
}

async function sendNow(sql: Sql, row: DeliveryRow, now: number): Promise<string> {
  const moved = await sql.query(
    'send-now',
    `with moved as (
       update engine.delivery set next_at = $2 where id = $1 and status < $3 and status <> $4 returning id, endpoint_id
     ), gone as (
       delete from engine.delivery_due d using moved m
       where d.endpoint_id = m.endpoint_id and d.delivery_id = m.id and d.due_at <> $2
     )
     insert into engine.delivery_due (endpoint_id, due_at, delivery_id)
     select endpoint_id, $2, id from moved on conflict do nothing returning delivery_id`,
    [row.id, new Date(now), deliveryStatuses.parked, deliveryStatuses.sending],
  );
  if (moved.length > 0) return row.id;
  throw new Refusal(
    'conflict',
    `${toId('delivery', row.id)} is being sent at this moment. Try again in a few seconds.`,
  );
}
