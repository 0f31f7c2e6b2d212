import type { DeliveryAttempt, DeliverySummary } from '@sista/shared/delivery/delivery.schema';
import {
  type AttemptOutcome,
  attemptOutcomes,
  deliveryReasons,
  truncations,
} from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { toId, toIdOrNull, uuidTimeMs } from '@sista/shared/ids';
import { nameOf } from '@sista/shared/run/run-status';
import { deliveryIdOf } from '../event/derive-id.ts';
import { urlWithoutQuery } from './load-endpoint.ts';

/** A delivery joined with its event and endpoint. */
export type DeliveryRow = {
  id: string;
  workspace_id: string;
  event_id: string;
  endpoint_id: string;
  run_id: string | null;
  seq: number | null;
  replay_no: number;
  status: number;
  reason: number | null;
  http_status: number | null;
  step: number;
  attempts: number;
  next_at: Date | null;
  first_due_at: Date;
  deadline_at: Date;
  settled_at: Date | null;
  body_sha256: Buffer | null;
  sealed_slot: Buffer | null;
  url: string | null;
  /** Null once retention has taken the event. */
  event_type: string | null;
  event_run_id: string | null;
  flow_id: string | null;
  endpoint_url: string;
};

export const deliveryColumns = `d.id, d.workspace_id, d.event_id, d.endpoint_id, d.run_id, d.seq, d.replay_no, d.status, d.reason,
  d.http_status, d.step, d.attempts, d.next_at, d.first_due_at, d.deadline_at, d.settled_at, d.body_sha256, d.sealed_slot, d.url,
  ev.type as event_type, ev.run_id as event_run_id, ev.flow_id, e.url as endpoint_url`;

export function summaryOf(row: DeliveryRow): DeliverySummary {
  const eventAt = uuidTimeMs(row.event_id);
  const replayOf =
    row.replay_no === 0 ? null : deliveryIdOf(eventAt, row.event_id, row.endpoint_id, row.replay_no - 1);
  return {
    id: toId('delivery', row.id),
    eventId: toId('event', row.event_id),
    eventType: row.event_type ?? 'expired',
    endpointId: toId('endpoint', row.endpoint_id),
    target: urlWithoutQuery(row.url ?? row.endpoint_url),
    status: nameOf(deliveryStatuses, row.status),
    reason: row.reason === null ? null : nameOf(deliveryReasons, row.reason),
    httpStatus: row.http_status,
    attemptCount: row.attempts,
    runId: toIdOrNull('run', row.run_id ?? row.event_run_id),
    flowId: toIdOrNull('flow', row.flow_id),
    replayOf: toIdOrNull('delivery', replayOf),
    createdAt: row.first_due_at.toISOString(),
    nextAt: row.next_at?.toISOString() ?? null,
    settledAt: row.settled_at?.toISOString() ?? null,
    deadlineAt: row.deadline_at.toISOString(),
  };
}

export type AttemptRow = {
  n: number;
  started_at: Date;
  ms: number;
  outcome: number;
  http_status: number | null;
  error: string | null;
  url: string;
  remote: string | null;
  timings: (number | null)[] | null;
  request_headers: [string, string][] | null;
  response_headers: [string, string][] | null;
  response_body: Buffer | null;
  truncated: number | null;
};

export function attemptOf(row: AttemptRow): DeliveryAttempt {
  const [dnsMs = null, connectMs = null, tlsMs = null, firstByteMs = null, totalMs = null] =
    row.timings ?? [];
  const pairs = (headers: [string, string][] | null) =>
    (headers ?? []).map(([name, value]) => ({ name, value }));
  return {
    n: row.n,
    startedAt: row.started_at.toISOString(),
    ms: row.ms,
    outcome: nameOf(attemptOutcomes, row.outcome) as AttemptOutcome,
    httpStatus: row.http_status,
    message: row.error,
    url: urlWithoutQuery(row.url),
    remoteAddress: row.remote,
    timings: { dnsMs, connectMs, tlsMs, firstByteMs, totalMs: totalMs ?? row.ms },
    requestHeaders: pairs(row.request_headers),
    responseHeaders: pairs(row.response_headers),
    responseBody: row.response_body?.toString('utf8') ?? null,
    truncated: row.truncated === null ? null : nameOf(truncations, row.truncated),
  };
}
