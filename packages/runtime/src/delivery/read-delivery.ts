import type { DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { remainingAttempts } from '@sista/shared/delivery/retry-plan';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { eventColumnNames, eventOf, fillBody, type RawEventRow } from '../event/fill-body.ts';
import { type AttemptRow, attemptOf, type DeliveryRow, deliveryColumns, summaryOf } from './delivery-rows.ts';

/** One delivery with its exact body, its attempts and the planned ones. Refuses with `not_found`. */
export async function readDelivery(
  sql: Sql,
  workspaceId: string,
  deliveryId: string,
  now: number,
): Promise<DeliveryDetail> {
  const row = await readRow(sql, workspaceId, deliveryId);
  const body = await readBody(sql, row);
  const attempts = await sql.query<AttemptRow>(
    'read-attempts',
    `select a.n, a.started_at, a.ms, a.outcome, a.http_status, a.error, a.url, host(a.remote) as remote, a.timings,
       x.request_headers, x.response_headers, x.response_body, x.truncated
     from engine.delivery_attempt a
     left join engine.delivery_exchange x on x.delivery_id = a.delivery_id and x.n = a.n
     where a.delivery_id = $1 order by a.n`,
    [deliveryId],
  );
  const summary = summaryOf(row);
  const heldBack = isEndedDelivery(summary.status) ? null : await readHold(sql, row.endpoint_id, now);
  return {
    ...summary,
    body,
    bodyBytes: body === null ? null : Buffer.byteLength(body),
    bodySha256: row.body_sha256?.toString('hex') ?? null,
    attempts: attempts.map(attemptOf),
    planned: plannedOf(row, heldBack?.until),
    heldBack,
    hint: hintOf(summary),
  };
}

/** The row of a delivery of the workspace. Refuses with `not_found`. */
export async function readRow(sql: Sql, workspaceId: string, deliveryId: string): Promise<DeliveryRow> {
  const [row] = await sql.query<DeliveryRow>(
    'read-delivery',
    `select ${deliveryColumns} from engine.delivery d join public.endpoint e on e.id = d.endpoint_id
     left join engine.event ev on ev.id = d.event_id where d.id = $1 and d.workspace_id = $2`,
    [deliveryId, workspaceId],
  );
  if (row === undefined) throw notFound('delivery', toId('delivery', deliveryId));
  return row;
}

async function readBody(sql: Sql, row: DeliveryRow): Promise<string | null> {
  const [event] = await sql.query<RawEventRow>(
    'read-event',
    `select ${eventColumnNames} from engine.event where id = $1`,
    [row.event_id],
  );
  return event === undefined ? null : fillBody(eventOf(event), row.endpoint_id);
}

async function readHold(sql: Sql, endpointId: string, now: number): Promise<DeliveryDetail['heldBack']> {
  const [state] = await sql.query<{ open_until: Date | null; paused_until: Date | null }>(
    'read-hold',
    'select open_until, paused_until from engine.endpoint_state where endpoint_id = $1',
    [endpointId],
  );
  const open = state?.open_until?.getTime() ?? 0;
  const paused = state?.paused_until?.getTime() ?? 0;
  const until = Math.max(open, paused);
  if (until <= now) return null;
  return { why: open >= paused ? 'failing' : 'paused', until: new Date(until).toISOString() };
}

function plannedOf(row: DeliveryRow, heldUntil: string | undefined): DeliveryDetail['planned'] {
  if (row.next_at === null) return [];
  const deadline = row.deadline_at.getTime();
  const next = Math.max(row.next_at.getTime(), heldUntil === undefined ? 0 : Date.parse(heldUntil));
  const slots = remainingAttempts(row.id, deadline, row.step, Math.min(next, deadline));
  const moment = (at: number) => new Date(at).toISOString();
  return slots.map(({ at, earliest, latest, last }) => ({
    at: moment(at),
    earliest: moment(earliest),
    latest: moment(latest),
    last,
  }));
}

function hintOf({ status, reason }: Pick<DeliveryDetail, 'status' | 'reason'>): string | null {
  if (reason === 'secret_missing')
    return 'The secret that signs it cannot be opened. Set another credential, then replay it.';
  if (reason === 'payload_expired')
    return 'Its body is older than the retention and is gone. It cannot be sent again.';
  if (reason === 'bytes_changed')
    return 'Its bytes are not those of the first attempt. Nothing was sent; replay it to send it as it is now.';
  if (reason === 'schema_invalid')
    return 'The event does not fit its schema, so it was not sent. Please report it.';
  if (reason === 'filter_error')
    return 'The filter of the endpoint failed on this event. Correct the filter, then replay it.';
  if (reason === 'gone')
    return 'The endpoint answered 410. Enter its new address, enable it, then replay what it missed.';
  if (status === 'dead')
    return 'Every attempt failed. Repair the receiver, then replay it: it keeps its id and its bytes.';
  if (status === 'parked') return 'It waits until somebody replays it.';
  return null;
}
