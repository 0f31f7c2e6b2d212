import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import type { EnabledEndpoint, MissedDeliveries } from '@sista/shared/endpoint/endpoint-api.schema';
import { uuidTimeMs } from '@sista/shared/ids';
import type { Sql } from '../db/sql.ts';
import { readEndpointRow, viewEndpoint } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import { updateEndpoint } from './write-endpoint.ts';

/** Deliveries that are looked at, newest first. */
const mostLooked = 100_000;
const lookBackMs = 30 * 86_400_000;

/**
 * Switches an endpoint on and says what it missed: nothing of it is sent until somebody asks for a recovery. Its line
 * starts anew, so that what happens next is not held back by what was.
 */
export async function enableEndpoint(
  shop: EndpointShop,
  workspaceId: string,
  id: string,
): Promise<EnabledEndpoint> {
  const { hot } = shop.database;
  const now = shop.now();
  await updateEndpoint(shop, workspaceId, { id, enabled: true });
  await hot.query(
    'calm-endpoint-line',
    `update engine.endpoint_state set circuit = 0, failures = 0, throttles = 0, open_until = null, paused_until = null,
       concurrency = 1 where endpoint_id = $1`,
    [id],
  );
  const row = await readEndpointRow(hot, workspaceId, id, now);
  const missed = await countMissed(hot, id, row.failing_since?.getTime(), now);
  return { ...viewEndpoint(row, shop.sealKeys, now), missed };
}

/**
 * What is parked or dead and was not sent again: since the endpoint began to fail, or, where it never failed, all
 * that is parked.
 */
export async function countMissed(
  sql: Sql,
  endpointId: string,
  failingSince: number | undefined,
  now: number,
): Promise<MissedDeliveries> {
  const [row] = await sql.query<{ parked: number; dead: number; oldest: string | null }>(
    'count-missed',
    `with recent as (
       select id, event_id, replay_no, status, settled_at from engine.delivery
       where endpoint_id = $1 and id >= engine.uuid_floor($2::timestamptz) order by id desc limit ${mostLooked}
     ), missed as (
       select r.id, r.status from recent r
       where (r.status = $4 or (r.status = $5 and $3::timestamptz is not null))
         and ($3::timestamptz is null or r.settled_at >= $3)
         and not exists (select from recent y where y.event_id = r.event_id and y.replay_no > r.replay_no)
     )
     select count(*) filter (where status = $4)::int as parked, count(*) filter (where status = $5)::int as dead,
       (select id from missed order by id limit 1) as oldest from missed`,
    [
      endpointId,
      new Date(now - lookBackMs),
      failingSince === undefined ? null : new Date(failingSince),
      deliveryStatuses.parked,
      deliveryStatuses.dead,
    ],
  );
  const { parked = 0, dead = 0, oldest = null } = row ?? {};
  return { parked, dead, since: oldest === null ? null : new Date(uuidTimeMs(oldest)).toISOString() };
}
