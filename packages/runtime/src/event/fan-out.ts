import type { DeliveryReason } from '@sista/shared/delivery/delivery-reason';
import { newUuid, toId, uuidTimeMs } from '@sista/shared/ids';
import type { Sql } from '../db/sql.ts';
import { deliveryIdOf } from './derive-id.ts';
import type { EndpointTable } from './endpoint-table.ts';
import { type EvaluateFilter, type FilterScope, type Match, matchEndpoints } from './match-endpoints.ts';
import type { OutgoingDelivery, OutgoingEvent } from './outgoing.ts';
import { type CustomFact, type Fact, renderFact } from './render-event.ts';

/** An event that waits for its number. `invalid`: it does not fit its schema and must not leave. */
export type Drafted = { event: OutgoingEvent; aboutEndpoint: string | undefined; invalid: boolean };

/** What a draft met at one table of endpoints. */
export type Fanned = {
  draft: Drafted;
  /** The number of the table that was asked. */
  routing: number;
  matched: number;
  deliveries: OutgoingDelivery[];
  filtered: FilteredPair[];
};
export type FilteredPair = { eventId: string; endpointId: string; reason: number };

/** Why an endpoint that subscribes to an event did not get it. */
export const filteredReasons = { filter: 0, about_itself: 1 } as const;

const parkedBy: Partial<Record<Match['outcome'], DeliveryReason>> = {
  disabled: 'endpoint_disabled',
  filter_error: 'filter_error',
};

export function draftOf(
  fact: Fact | CustomFact,
  publicUrl: string,
  now: number,
  onInvalid: (problem: Error) => void,
): Drafted {
  const custom = 'data' in fact;
  let invalid = false;
  let data: string;
  try {
    data = custom ? JSON.stringify(fact.data).toWellFormed() : renderFact(fact, publicUrl);
  } catch (error) {
    onInvalid(error as Error);
    invalid = true;
    data = JSON.stringify(custom ? {} : fact.fields);
  }
  const event: OutgoingEvent = {
    id: (custom ? fact.id : undefined) ?? newUuid(now),
    workspaceId: fact.workspaceId,
    type: fact.type,
    flowId: fact.flowId ?? null,
    runId: fact.runId ?? null,
    seq: fact.seq ?? null,
    employeeIds: fact.employeeIds ?? [],
    teamIds: fact.teamIds ?? [],
    causeId: fact.causeId ?? null,
    depth: fact.depth ?? 0,
    origin: custom ? (fact.origin ?? 'custom') : 'fact',
    matched: 0,
    bare: false,
    data,
  };
  return { event, aboutEndpoint: fact.aboutEndpoint, invalid };
}

export async function fanOut(
  draft: Drafted,
  table: EndpointTable,
  evaluate: EvaluateFilter,
): Promise<Fanned> {
  const { event, aboutEndpoint } = draft;
  const matches = await matchEndpoints(
    table.endpoints,
    { ...event, aboutEndpoint },
    () => scopeOf(event),
    evaluate,
  );
  const deliveries: OutgoingDelivery[] = [];
  const filtered: FilteredPair[] = [];
  for (const { endpoint, outcome } of matches) {
    if (outcome === 'filtered' || outcome === 'about_itself') {
      const reason = filteredReasons[outcome === 'filtered' ? 'filter' : 'about_itself'];
      filtered.push({ eventId: event.id, endpointId: endpoint.id, reason });
      continue;
    }
    const parked = draft.invalid ? 'schema_invalid' : (parkedBy[outcome] ?? null);
    deliveries.push(deliveryOf(event, endpoint.id, parked, table.routing));
  }
  return { draft, routing: table.routing, matched: matches.length, deliveries, filtered };
}

function deliveryOf(
  event: OutgoingEvent,
  endpointId: string,
  parked: DeliveryReason | null,
  routing: number,
): OutgoingDelivery {
  return {
    id: deliveryIdOf(uuidTimeMs(event.id), event.id, endpointId, 0),
    workspaceId: event.workspaceId,
    eventId: event.id,
    endpointId,
    runId: event.runId,
    // A step number marks the send of a step, which may wait for its delivery.
    seq: null,
    replayNo: 0,
    parked,
    url: null,
    sealedSlot: null,
    routing,
  };
}

function scopeOf(event: OutgoingEvent): FilterScope {
  return {
    type: event.type,
    timestamp: new Date(uuidTimeMs(event.id)).toISOString(),
    subject: subjectOf(event),
    data: JSON.parse(event.data) as unknown,
  };
}

/** What an event is about, with outside ids; only where there is exactly one. */
export function subjectOf(
  event: Pick<OutgoingEvent, 'flowId' | 'runId' | 'employeeIds' | 'teamIds'>,
): Record<string, string> {
  const [employee, ...moreEmployees] = event.employeeIds;
  const [team, ...moreTeams] = event.teamIds;
  return {
    ...(event.flowId === null ? {} : { flowId: toId('flow', event.flowId) }),
    ...(event.runId === null ? {} : { runId: toId('run', event.runId) }),
    ...(employee === undefined || moreEmployees.length > 0 ? {} : { employeeId: toId('employee', employee) }),
    ...(team === undefined || moreTeams.length > 0 ? {} : { teamId: toId('team', team) }),
  };
}

export async function insertFiltered(sql: Sql, pairs: readonly FilteredPair[]): Promise<void> {
  if (pairs.length === 0) return;
  await sql.query(
    'insert-filtered',
    `insert into engine.event_filtered (event_id, endpoint_id, reason)
     select * from unnest($1::uuid[], $2::uuid[], $3::smallint[]) on conflict do nothing`,
    [
      pairs.map((pair) => pair.eventId),
      pairs.map((pair) => pair.endpointId),
      pairs.map((pair) => pair.reason),
    ],
  );
}
