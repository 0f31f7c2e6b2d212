import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';
import {
  type AttemptOutcome,
  attemptOutcomes,
  type DeliveryReason,
  deliveryReasons,
} from './delivery-reason.ts';
import { type DeliveryStatus, deliveryStatuses } from './delivery-status.ts';

const keysOf = <Key extends string>(table: Record<Key, number>) => Object.keys(table) as [Key, ...Key[]];
const status = z.enum(keysOf<DeliveryStatus>(deliveryStatuses));
const reason = z.enum(keysOf<DeliveryReason>(deliveryReasons));
const outcome = z.enum(keysOf<AttemptOutcome>(attemptOutcomes));
const moment = z.iso.datetime();

export const deliveryListInput = pageInput.extend({
  endpointId: idInput('endpoint').optional(),
  runId: idInput('run').optional(),
  eventId: idInput('event').optional(),
  status: status.optional(),
  eventType: z.string().max(100).optional(),
  since: moment.optional(),
});

/** One row of the history. */
export const deliverySummary = z
  .object({
    id: idOutput('delivery'),
    eventId: idOutput('event'),
    eventType: z.string(),
    endpointId: idOutput('endpoint'),
    /** Where it goes, without query: that may carry a secret. */
    target: z.string(),
    status,
    reason: reason.nullable(),
    /** Status of the newest answer. */
    httpStatus: z.int().nullable(),
    attemptCount: z.int(),
    runId: idOutput('run').nullable(),
    flowId: idOutput('flow').nullable(),
    replayOf: idOutput('delivery').nullable(),
    createdAt: moment,
    nextAt: moment.nullable(),
    settledAt: moment.nullable(),
    deadlineAt: moment,
  })
  .meta({ id: 'DeliverySummary' });

const header = z.object({ name: z.string(), value: z.string() });

export const deliveryAttempt = z
  .object({
    n: z.int(),
    startedAt: moment,
    ms: z.int(),
    outcome,
    httpStatus: z.int().nullable(),
    /** For people: what happened. Null after a success. */
    message: z.string().nullable(),
    url: z.string(),
    remoteAddress: z.string().nullable(),
    timings: z.object({
      dnsMs: z.int().nullable(),
      connectMs: z.int().nullable(),
      tlsMs: z.int().nullable(),
      firstByteMs: z.int().nullable(),
      totalMs: z.int(),
    }),
    /** Secret values are masked as `••••`. */
    requestHeaders: z.array(header),
    responseHeaders: z.array(header),
    responseBody: z.string().nullable(),
    /** Why the answer is not kept whole. */
    truncated: z.enum(['size', 'time', 'closed']).nullable(),
  })
  .meta({ id: 'DeliveryAttempt' });

export const plannedAttempt = z
  .object({ at: moment, earliest: moment, latest: moment, last: z.boolean() })
  .meta({ id: 'PlannedAttempt' });

export const deliveryDetail = deliverySummary
  .extend({
    /** The exact text that is signed and sent; null once retention has taken it. */
    body: z.string().nullable(),
    bodyBytes: z.int().nullable(),
    bodySha256: z.string().nullable(),
    attempts: z.array(deliveryAttempt),
    planned: z.array(plannedAttempt),
    /** What holds the endpoint's line back, if anything: a pause that the receiver asked for, or the breaker. */
    heldBack: z.object({ why: z.enum(['paused', 'failing']), until: moment }).nullable(),
    /** What can be done now, for people. */
    hint: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const deliveryPage = pageOf(deliverySummary);
export const deliveryIdInput = z.object({ id: idInput('delivery') });

export type DeliveryListInput = z.output<typeof deliveryListInput>;
export type DeliverySummary = z.output<typeof deliverySummary>;
export type DeliveryAttempt = z.output<typeof deliveryAttempt>;
export type DeliveryDetail = z.output<typeof deliveryDetail>;
