import { type DeliveryReason, deliveryReasons } from '@sista/shared/delivery/delivery-reason';
import { type DeliveryStatus, deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import { type EventOrigin, eventOrigins } from '@sista/shared/event/event.schema';
import { byteaArray, plainArray, textArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';

/** A row of `engine.event` before it has its number. Ids are UUIDs; the time bits of `id` are its moment. */
export type OutgoingEvent = {
  id: string;
  workspaceId: string;
  type: string;
  flowId: string | null;
  runId: string | null;
  seq: number | null;
  employeeIds: readonly string[];
  teamIds: readonly string[];
  causeId: string | null;
  depth: number;
  origin: EventOrigin;
  /** How many endpoints matched. */
  matched: number;
  /** The body of a delivery is `data` alone, without the envelope. */
  bare: boolean;
  /** JSON text, sent verbatim. */
  data: string;
};

/** A row of `engine.delivery` and, when it is to be sent, of `engine.delivery_due`. */
export type OutgoingDelivery = {
  id: string;
  workspaceId: string;
  eventId: string;
  endpointId: string;
  runId: string | null;
  seq: number | null;
  replayNo: number;
  /** Born parked, with the reason. */
  parked: DeliveryReason | null;
  /** Of a flow's send: the URL it goes to and what differs from its endpoint, sealed. */
  url: string | null;
  sealedSlot: Uint8Array | null;
  /** The number of the set of endpoints that was asked; it is written only under that number. Null: none was asked. */
  routing: number | null;
  /** Written as claimed by the worker of this epoch of its line, which is this process; else it waits to be claimed. */
  claimedBy?: number;
  /** A step waits for what comes of it; told to the line that is handed it, and stored nowhere. */
  awaited?: boolean;
};

export type Numbered = { id: string; workspaceId: string; sequence: number; routing: number };

/**
 * Numbers the events and writes them with their deliveries, in one statement. It locks the counters of the
 * workspaces until the caller commits, so numbers follow commit order without gaps: call it last. Events that are
 * there already are left alone and take no number.
 */
export async function insertOutgoing(
  sql: Sql,
  events: readonly OutgoingEvent[],
  deliveries: readonly OutgoingDelivery[],
  now: number,
): Promise<Numbered[]> {
  if (events.length === 0) return [];
  const rows = await sql.query<{ id: string; workspace_id: string; sequence: string; routing: number }>(
    'insert-outgoing',
    insertOutgoingText,
    [
      ...eventColumns(events),
      ...deliveryColumns(deliveries),
      plainArray(deliveries.map((row) => row.routing)),
      new Date(now),
      new Date(now + deliveryLifeMs),
      plainArray(deliveries.map((row) => row.claimedBy)),
    ],
  );
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    sequence: Number(row.sequence),
    routing: row.routing,
  }));
}

const insertOutgoingText = `
with input as (
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::text[],
    $9::uuid[], $10::smallint[], $11::smallint[], $12::smallint[], $13::boolean[], $14::text[]) with ordinality
    as i (id, workspace_id, type, flow_id, run_id, seq, employee_ids, team_ids, cause_id, depth, origin, matched, bare, data, nth)
), fresh as (
  select i.*, row_number() over (partition by i.workspace_id order by i.nth) as place from input i
  where not exists (select from engine.event e where e.id = i.id)
), counted as (
  select workspace_id, count(*) as k from fresh group by workspace_id
), numbered as (
  insert into engine.event_sequence as s (workspace_id, n, routing)
  select workspace_id, k, 0 from counted order by workspace_id
  on conflict (workspace_id) do update set n = s.n + excluded.n
  returning s.workspace_id, s.n, s.routing
), told as (
  insert into engine.event (id, workspace_id, sequence, type, schema_version, flow_id, run_id, seq, employee_ids, team_ids,
    cause_id, depth, origin, fanout, bare, data)
  select f.id, f.workspace_id, n.n - c.k + f.place, f.type, '1', f.flow_id, f.run_id, f.seq, f.employee_ids::uuid[],
    f.team_ids::uuid[], f.cause_id, f.depth, f.origin, f.matched, f.bare, f.data
  from fresh f join numbered n using (workspace_id) join counted c using (workspace_id)
  returning id, workspace_id, sequence
), fanned as (
  insert into engine.delivery (id, workspace_id, event_id, endpoint_id, run_id, seq, replay_no, status, reason, next_at,
    first_due_at, deadline_at, settled_at, url, sealed_slot, epoch, attempts)
  select d.id, d.workspace_id, d.event_id, d.endpoint_id, d.run_id, d.seq, d.replay_no, d.status, d.reason,
    case when d.reason is null then $27::timestamptz end, $27, $28, case when d.reason is not null then $27 end, d.url, d.slot,
    d.epoch, case when d.epoch is null then 0 else 1 end
  from unnest($15::uuid[], $16::uuid[], $17::uuid[], $18::uuid[], $19::uuid[], $20::int[], $21::smallint[], $22::smallint[],
    $23::smallint[], $24::text[], $25::bytea[], $26::int[], $29::int[])
    as d (id, workspace_id, event_id, endpoint_id, run_id, seq, replay_no, status, reason, url, slot, routing, epoch)
  join fresh f on f.id = d.event_id join numbered n on n.workspace_id = d.workspace_id
  where d.routing is null or d.routing = n.routing
  on conflict (id) do nothing
  returning id, endpoint_id, next_at
), due as (
  insert into engine.delivery_due (endpoint_id, due_at, delivery_id)
  select endpoint_id, next_at, id from fanned where next_at is not null
)
select t.id, t.workspace_id, t.sequence, n.routing from told t join numbered n using (workspace_id)`;

function eventColumns(events: readonly OutgoingEvent[]): unknown[] {
  return [
    plainArray(events.map((row) => row.id)),
    plainArray(events.map((row) => row.workspaceId)),
    textArray(events.map((row) => row.type)),
    plainArray(events.map((row) => row.flowId)),
    plainArray(events.map((row) => row.runId)),
    plainArray(events.map((row) => row.seq)),
    textArray(events.map((row) => arrayText(row.employeeIds))),
    textArray(events.map((row) => arrayText(row.teamIds))),
    plainArray(events.map((row) => row.causeId)),
    plainArray(events.map((row) => row.depth)),
    plainArray(events.map((row) => eventOrigins[row.origin])),
    plainArray(events.map((row) => row.matched)),
    plainArray(events.map((row) => row.bare)),
    textArray(events.map((row) => row.data)),
  ];
}

/** unnest would flatten an array of arrays, so inner ones travel as their literal. */
const arrayText = (ids: readonly string[]) => (ids.length === 0 ? null : `{${ids.join(',')}}`);

function deliveryColumns(deliveries: readonly OutgoingDelivery[]): unknown[] {
  return [
    plainArray(deliveries.map((row) => row.id)),
    plainArray(deliveries.map((row) => row.workspaceId)),
    plainArray(deliveries.map((row) => row.eventId)),
    plainArray(deliveries.map((row) => row.endpointId)),
    plainArray(deliveries.map((row) => row.runId)),
    plainArray(deliveries.map((row) => row.seq)),
    plainArray(deliveries.map((row) => row.replayNo)),
    plainArray(deliveries.map((row) => deliveryStatuses[statusOf(row)])),
    plainArray(deliveries.map((row) => (row.parked === null ? null : deliveryReasons[row.parked]))),
    textArray(deliveries.map((row) => row.url)),
    byteaArray(deliveries.map((row) => row.sealedSlot)),
  ];
}

function statusOf({ parked, claimedBy }: OutgoingDelivery): DeliveryStatus {
  if (parked !== null) return 'parked';
  return claimedBy === undefined ? 'pending' : 'sending';
}

/** Deliveries of events that are written already: replays, and the second half of a fan-out whose table was old. */
export async function insertDeliveries(
  sql: Sql,
  deliveries: readonly OutgoingDelivery[],
  now: number,
): Promise<void> {
  if (deliveries.length === 0) return;
  await sql.query('insert-deliveries', insertDeliveriesText, [
    ...deliveryColumns(deliveries),
    new Date(now),
    new Date(now + deliveryLifeMs),
  ]);
}

const insertDeliveriesText = `
with fanned as (
  insert into engine.delivery (id, workspace_id, event_id, endpoint_id, run_id, seq, replay_no, status, reason, next_at,
    first_due_at, deadline_at, settled_at, url, sealed_slot)
  select d.id, d.workspace_id, d.event_id, d.endpoint_id, d.run_id, d.seq, d.replay_no, d.status, d.reason,
    case when d.reason is null then $12::timestamptz end, $12, $13, case when d.reason is not null then $12 end, d.url, d.slot
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int[], $7::smallint[], $8::smallint[],
    $9::smallint[], $10::text[], $11::bytea[])
    as d (id, workspace_id, event_id, endpoint_id, run_id, seq, replay_no, status, reason, url, slot)
  on conflict (id) do nothing
  returning id, endpoint_id, next_at
)
insert into engine.delivery_due (endpoint_id, due_at, delivery_id)
select endpoint_id, next_at, id from fanned where next_at is not null`;
