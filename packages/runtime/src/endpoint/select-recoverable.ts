import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import type { Recoverable } from '@sista/shared/endpoint/endpoint-api.schema';
import { isSubscribed, matchesPattern } from '@sista/shared/endpoint/event-pattern';
import type { Sql } from '../db/sql.ts';
import { floorOf } from '../delivery/list-deliveries.ts';
import type { EndpointRow } from './endpoint-rows.ts';
import { judge } from './preview-endpoint.ts';
import { dataOf, type EventHead, headColumns, headOf, subscribable } from './recent-events.ts';
import type { RecoverOrder } from './recover-order.ts';

/**
 * A message that a recovery sends again. `replayNo` is the one that it gets; 0 for what never made a delivery. `place`
 * is where the recovery stands after it.
 */
export type Recovered = { event: EventHead; reason: Recoverable; replayNo: number; place: string };

/**
 * A stretch of what a recovery goes through. `after` is where the next one begins; undefined at the end. `expired`
 * counts deliveries whose event retention has taken.
 */
export type Stretch = { found: Recovered[]; expired: number; after: string | undefined };

const statusOf = {
  dead: deliveryStatuses.dead,
  parked: deliveryStatuses.parked,
  delivered: deliveryStatuses.delivered,
};
const reasonsByStatus = new Map<number, Recoverable>(
  Object.entries(statusOf).map(([reason, status]) => [status, reason as Recoverable]),
);
const firstUuid = '00000000-0000-0000-0000-000000000000';

type DeliveryRow = {
  place: string;
  status: number;
  replay_no: number;
  id: string | null;
  sequence: string;
  type: string;
  flow_id: string | null;
  run_id: string | null;
  employee_ids: string[] | null;
  team_ids: string[] | null;
};

/** Deliveries by id from `after` on, at most `most`: the newest of each event only, and no open ones. */
export async function recoverableDeliveries(
  sql: Sql,
  order: RecoverOrder,
  after: string,
  most: number,
): Promise<Stretch> {
  const wanted = order.reasons.flatMap((reason) => (reason === 'missed' ? [] : [statusOf[reason]]));
  const rows = await sql.query<DeliveryRow>('recoverable-deliveries', deliveriesText, [
    order.endpointId,
    after === '' ? firstUuid : after,
    floorOf(order.since),
    floorOf(order.until),
    wanted,
    most,
  ]);
  const found: Recovered[] = [];
  let expired = 0;
  for (const row of rows) {
    const { id } = row;
    const reason = reasonsByStatus.get(row.status);
    if (id === null) expired += 1;
    else if (reason !== undefined && isMeant(order, headOf({ ...row, id })))
      found.push({
        event: headOf({ ...row, id }),
        reason,
        replayNo: row.replay_no + 1,
        place: row.place,
      });
  }
  return { found, expired, after: rows.length < most ? undefined : rows.at(-1)?.place };
}

// The deliveries of one event share its millisecond, so whether one was sent again is seen in a short range of ids.
const deliveriesText = `
select d.id as place, d.status, d.replay_no, e.id, e.sequence, e.type, e.flow_id, e.run_id, e.employee_ids, e.team_ids
from engine.delivery d left join engine.event e on e.id = d.event_id
where d.endpoint_id = $1 and d.id > $2 and d.id >= $3 and d.id < $4 and d.status = any($5::smallint[])
  and not exists (
    select from engine.delivery y where y.endpoint_id = d.endpoint_id and y.event_id = d.event_id
      and y.replay_no > d.replay_no and y.id >= (left(d.id::text, 13) || '-0000-0000-000000000000')::uuid
      and y.id <= (left(d.id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid)
order by d.id limit $6`;

type EventRow = Parameters<typeof headOf>[0] & { taken: boolean };

/** Events by sequence from `after` on that the endpoint takes today but that made no delivery to it. */
export async function missedEvents(
  sql: Sql,
  order: RecoverOrder,
  endpoint: EndpointRow,
  after: string,
  most: number,
): Promise<Stretch> {
  const from = after === '' ? await firstSequence(sql, endpoint.workspace_id, order) : Number(after);
  if (from === undefined) return { found: [], expired: 0, after: undefined };
  const rows = await sql.query<EventRow>('missed-events', eventsText, [
    endpoint.workspace_id,
    from,
    endpoint.id,
    subscribable,
    most,
  ]);
  const inWindow = rows.filter(({ id }) => id >= floorOf(order.since) && id < floorOf(order.until));
  const heads = inWindow.filter(({ taken }) => !taken).map(headOf);
  const found = await matching(sql, order, endpoint, heads);
  // Numbers follow commits and ids follow clocks; a minute later nothing of the window can come any more.
  const past = rows.some(({ id }) => id >= floorOf(order.until + 60_000));
  const last = rows.at(-1)?.sequence;
  return { found, expired: 0, after: rows.length < most || past ? undefined : String(last) };
}

// About itself (reason 1) stays out: an endpoint is never told of its own troubles.
const eventsText = `
select ${headColumns}, origin <> all($4::smallint[]) or bare
  or exists (select from engine.event_filtered f where f.event_id = e.id and f.endpoint_id = $3 and f.reason = 1)
  or exists (select from engine.delivery d where d.endpoint_id = $3 and d.event_id = e.id
    and d.id >= (left(e.id::text, 13) || '-0000-0000-000000000000')::uuid
    and d.id <= (left(e.id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid) as taken
from engine.event e where workspace_id = $1 and sequence > $2 order by sequence limit $5`;

async function firstSequence(
  sql: Sql,
  workspaceId: string,
  order: RecoverOrder,
): Promise<number | undefined> {
  const [row] = await sql.query<{ sequence: string | null }>(
    'first-sequence-since',
    'select min(sequence) as sequence from engine.event where workspace_id = $1 and id >= $2 and id < $3',
    [workspaceId, floorOf(order.since), floorOf(order.until)],
  );
  return row?.sequence == null ? undefined : Number(row.sequence) - 1;
}

async function matching(
  sql: Sql,
  order: RecoverOrder,
  row: EndpointRow,
  heads: readonly EventHead[],
): Promise<Recovered[]> {
  const scope = {
    eventTypes: row.event_types,
    employeeIds: row.employee_ids,
    teamIds: row.team_ids,
    flowIds: row.flow_ids,
  };
  const taken = heads.filter((event) => isSubscribed(scope, event) && isMeant(order, event));
  const { filter } = row;
  const found: Recovered[] = [];
  const ids = filter === null ? [] : taken.map(({ id }) => id);
  const data = await dataOf(sql, ids);
  for (const event of taken) {
    const judged = filter === null ? null : await judge(filter, event, data.get(event.id));
    // What the filter fails on would be parked anew: it is not sent either, and the preview shows it.
    if (judged === null || judged.outcome === 'passed')
      found.push({ event, reason: 'missed', replayNo: 0, place: String(event.sequence) });
  }
  return found;
}

const isEmptyOr = <T>(list: readonly T[], holds: (item: T) => boolean) =>
  list.length === 0 || list.some(holds);

/** Whether the recovery's own restrictions let the event through. */
function isMeant({ eventTypes, employeeIds, flowIds }: RecoverOrder, event: EventHead): boolean {
  return (
    isEmptyOr(eventTypes, (pattern) => matchesPattern(pattern, event.type)) &&
    isEmptyOr(employeeIds, (id) => event.employeeIds.includes(id)) &&
    isEmptyOr(flowIds, (id) => id === event.flowId)
  );
}
