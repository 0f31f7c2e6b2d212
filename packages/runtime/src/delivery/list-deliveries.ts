import type { DeliveryListInput, DeliverySummary } from '@sista/shared/delivery/delivery.schema';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { fromId, uuidTimeMs } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { type DeliveryRow, deliveryColumns, summaryOf } from './delivery-rows.ts';

const firstUuid = '00000000-0000-0000-0000-000000000000';
/** Clocks of two machines may differ by this. */
const clocksMs = 60_000;
const lastUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The deliveries of a workspace, newest first: a page from each of its endpoints, merged, so that it costs the same
 * however long the history is. `endpointId`, `runId` and `eventId` are UUIDs, as the input schema gives them.
 */
export async function listDeliveries(
  sql: Sql,
  workspaceId: string,
  query: DeliveryListInput,
): Promise<Page<DeliverySummary>> {
  const { limit } = query;
  const { low, high } = await rangeOf(sql, query);
  const rows = await sql.query<DeliveryRow>('list-deliveries', listText, [
    workspaceId,
    query.endpointId ?? null,
    low,
    high,
    query.status === undefined ? null : deliveryStatuses[query.status],
    query.eventType ?? null,
    query.runId ?? null,
    query.eventId ?? null,
    limit + 1,
  ]);
  const data = rows.slice(0, limit).map(summaryOf);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

const listText = `
select ${deliveryColumns}
from public.endpoint e cross join lateral (
  select d.* from engine.delivery d
  where d.endpoint_id = e.id and d.id >= $3::uuid and d.id < $4::uuid
    and ($5::smallint is null or d.status = $5)
    and ($8::uuid is null or d.event_id = $8)
    and (($6::text is null and $7::uuid is null) or exists (
      select from engine.event t where t.id = d.event_id
        and ($6::text is null or t.type = $6) and ($7::uuid is null or t.run_id = $7)))
  order by d.id desc limit $9
) d left join engine.event ev on ev.id = d.event_id
where e.workspace_id = $1 and ($2::uuid is null or e.id = $2)
order by d.id desc limit $9`;

/** Ids carry their time, so a moment, an event and a run each bound the range that is read. */
async function rangeOf(sql: Sql, query: DeliveryListInput): Promise<{ low: string; high: string }> {
  const lows = [firstUuid];
  const highs = [lastUuid];
  if (query.since !== undefined) lows.push(floorOf(Date.parse(query.since)));
  if (query.after !== undefined) highs.push(afterOf(query.after));
  if (query.eventId !== undefined) {
    lows.push(floorOf(uuidTimeMs(query.eventId)));
    highs.push(floorOf(uuidTimeMs(query.eventId) + 1));
  }
  if (query.runId !== undefined) {
    lows.push(floorOf(uuidTimeMs(query.runId) - clocksMs));
    const [run] = await sql.query<{ ended_at: Date | null }>(
      'run-end',
      'select ended_at from engine.run where id = $1',
      [query.runId],
    );
    if (run?.ended_at) highs.push(floorOf(run.ended_at.getTime() + clocksMs));
  }
  return { low: lows.sort().at(-1) as string, high: highs.sort()[0] as string };
}

function afterOf(cursor: string): string {
  const id = fromId('delivery', cursor);
  if (id === undefined)
    throw new Refusal('bad_request', 'The cursor in "after" is not one of ours. Start without it.');
  return id;
}

/** The lowest UUIDv7 of a millisecond. */
export function floorOf(atMs: number): string {
  const hex = Math.max(Math.trunc(atMs), 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}
