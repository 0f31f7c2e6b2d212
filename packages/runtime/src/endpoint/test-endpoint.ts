import { attemptOutcomes, truncations } from '@sista/shared/delivery/delivery-reason';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import type { EndpointTest, TestEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { isCustomType } from '@sista/shared/endpoint/event-pattern';
import type { AnyEventDefinition } from '@sista/shared/event/define-event';
import { eventCatalogue } from '@sista/shared/event/event-catalogue';
import { newUuid, toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { type AttemptRecord, attemptDelivery, bodyOf } from '../delivery/attempt-delivery.ts';
import { attemptOf } from '../delivery/delivery-rows.ts';
import { loadEndpoint } from '../delivery/load-endpoint.ts';
import { usualSlot } from '../delivery/sealed-slot.ts';
import { type Signers, SignersMissing } from '../delivery/signing-secret.ts';
import { type EventRow, eventColumnNames, eventOf, type RawEventRow } from '../event/fill-body.ts';
import { exampleData } from './check-subscription.ts';
import { readEndpointRow } from './endpoint-rows.ts';
import { openEndpointSigners } from './endpoint-secrets.ts';
import type { EndpointShop } from './endpoint-shop.ts';

/**
 * Sends one event to an endpoint, once and at once, also while it is switched off: signed like any other and marked
 * as a test. Nothing of it is kept: no event, no delivery, no change of the endpoint's health.
 */
export async function testEndpoint(
  shop: EndpointShop,
  workspaceId: string,
  { id, eventType, fromEventId }: TestEndpointInput,
): Promise<EndpointTest> {
  const { database, outbound, now } = shop;
  await readEndpointRow(database.hot, workspaceId, id, now());
  const endpoint = await loadEndpoint(database.hot, id);
  if (endpoint === undefined) throw notFound('endpoint', toId('endpoint', id));
  const event =
    fromEventId === undefined
      ? exampleEvent(shop, workspaceId, eventType)
      : await copiedEvent(shop, workspaceId, eventType, fromEventId);
  const { body } = bodyOf(event, id);
  const { record } = await attemptDelivery({
    claimed: claimedFor(event, now()),
    endpoint,
    signers: await signersOf(shop, { id, workspaceId }),
    slot: usualSlot,
    body,
    throttles: 0,
    outbound: { ...outbound, close: async () => {} },
    now,
    signal: new AbortController().signal,
  });
  return {
    eventId: toId('event', event.id),
    delivered: record.outcome === 'delivered',
    attempt: viewOf(record),
    body: body.toString('utf8'),
  };
}

async function signersOf(
  { database, sealKeys, now }: EndpointShop,
  endpoint: { id: string; workspaceId: string },
): Promise<Signers> {
  try {
    return await openEndpointSigners(database.hot, endpoint, sealKeys, now());
  } catch (error) {
    if (!(error instanceof SignersMissing)) throw error;
    throw new Refusal('conflict', error.message);
  }
}

/** A delivery that no row stands for. */
function claimedFor(event: EventRow, at: number) {
  return {
    id: newUuid(at),
    dueAt: at,
    attempt: 1,
    step: 0,
    deadlineAt: at + deliveryLifeMs,
    shiftedS: 0,
    runId: event.runId,
    seq: null,
    awaited: false,
    replayNo: 0,
    url: null,
    sealedSlot: null,
    bodySha256: null,
    event,
  };
}

function exampleEvent({ publicUrl, now }: EndpointShop, workspaceId: string, eventType: string): EventRow {
  const definition = (eventCatalogue as Record<string, AnyEventDefinition | undefined>)[eventType];
  if (definition === undefined && !isCustomType(eventType)) {
    throw new Refusal(
      'invalid_input',
      `eventType: There is no event type ${eventType}. GET /event-types lists them; your own start with "custom.".`,
    );
  }
  const data =
    definition === undefined ? { orderId: '1042', shipped: true } : exampleData(definition, publicUrl);
  const nobody = { flowId: null, runId: null, employeeIds: [], teamIds: [], causeId: null, depth: 0 };
  return { ...testRow(workspaceId, eventType, now()), ...nobody, data: JSON.stringify(data) };
}

/** The same data and subject under a new id: a receiver that has seen the real one takes this for another message. */
async function copiedEvent(
  { database, now }: EndpointShop,
  workspaceId: string,
  eventType: string,
  fromEventId: string,
): Promise<EventRow> {
  const event = await readEvent(database.hot, workspaceId, fromEventId);
  if (event.type !== eventType) {
    throw new Refusal(
      'invalid_input',
      `fromEventId: ${toId('event', fromEventId)} is a ${event.type}, not a ${eventType}.`,
    );
  }
  return { ...event, ...testRow(workspaceId, eventType, now()) };
}

async function readEvent(sql: Sql, workspaceId: string, eventId: string): Promise<EventRow> {
  const [row] = await sql.query<RawEventRow>(
    'read-tested-event',
    `select ${eventColumnNames} from engine.event where id = $1 and workspace_id = $2`,
    [eventId, workspaceId],
  );
  if (row === undefined || row.bare) throw notFound('event', toId('event', eventId));
  return eventOf(row);
}

/** A test is none of the workspace's events: it takes no number of their sequence. */
function testRow(workspaceId: string, type: string, at: number) {
  return {
    id: newUuid(at),
    workspaceId,
    sequence: 0,
    type,
    schemaVersion: '1',
    seq: null,
    origin: 'test' as const,
    matched: 1,
    bare: false,
  };
}

function viewOf(record: AttemptRecord): EndpointTest['attempt'] {
  return attemptOf({
    n: 1,
    started_at: new Date(record.startedAt),
    ms: record.ms,
    outcome: attemptOutcomes[record.outcome],
    http_status: record.httpStatus,
    error: record.error,
    url: record.url,
    remote: record.remote,
    timings: record.timings,
    request_headers: record.requestHeaders,
    response_headers: record.responseHeaders,
    response_body: record.responseBody,
    truncated: record.truncated === null ? null : truncations[record.truncated],
  });
}
