import { z } from 'zod';
import { deliveryAttempt } from '../delivery/delivery.schema.ts';
import { idInput, idOutput } from '../ids.ts';
import { job } from '../job/job.schema.ts';
import { pageInput, pageOf } from '../page.schema.ts';
import { eventPattern, headersInput, headersOutput, rateLimit } from './endpoint.schema.ts';
import { signingSecretInput } from './signing-secret.schema.ts';

const moment = z.iso.datetime();

/** Which events an endpoint gets: or within a list, and between the lists; then the filter. */
const subscription = {
  eventTypes: z.array(eventPattern).min(1, 'Choose at least one event type.').max(100),
  employeeIds: z.array(idInput('employee')).max(100),
  teamIds: z.array(idInput('team')).max(100),
  flowIds: z.array(idInput('flow')).max(100),
  /** JSONata without braces over `type`, `timestamp`, `subject` and `data`. False, null and empty: not sent. */
  filter: z.string().trim().min(1).max(4_000).nullable(),
};

const members = {
  url: z.url('Enter an address such as https://example.com/hook.').max(2_000),
  description: z.string().trim().max(500),
  ...subscription,
  headers: headersInput,
  rateLimit: rateLimit.nullable(),
  timeoutSeconds: z.int().min(1).max(30),
  maxConcurrency: z.int().min(1).max(256),
  enabled: z.boolean(),
};

const subscriptionWithDefaults = {
  eventTypes: subscription.eventTypes.default(['*']),
  employeeIds: subscription.employeeIds.default([]),
  teamIds: subscription.teamIds.default([]),
  flowIds: subscription.flowIds.default([]),
  filter: subscription.filter.default(null),
};
const withDefaults = {
  url: members.url,
  description: members.description.default(''),
  ...subscriptionWithDefaults,
  headers: members.headers.prefault({}),
  rateLimit: members.rateLimit.default(null),
  timeoutSeconds: members.timeoutSeconds.default(15),
  maxConcurrency: members.maxConcurrency.default(64),
  enabled: members.enabled.default(true),
};

/** `POST /endpoints`. Without `secret` one is made; the answer shows it, and nothing else ever does. */
export const createEndpointInput = z.object({ ...withDefaults, secret: signingSecretInput.optional() });
export type CreateEndpointInput = z.output<typeof createEndpointInput>;

export const endpointIdInput = z.object({ id: idInput('endpoint') });

/** `PUT /endpoints/{id}`: what is not named is as in a new endpoint. The secret stays. */
export const putEndpointInput = endpointIdInput.extend(withDefaults);
export type PutEndpointInput = z.output<typeof putEndpointInput>;

/** `PATCH /endpoints/{id}`: what is not named stays. */
export const patchEndpointInput = endpointIdInput.extend(z.object(members).partial().shape);
export type PatchEndpointInput = z.output<typeof patchEndpointInput>;

/** How its line is doing now. */
export const endpointLine = z.object({
  /** `open`: it failed again and again and nothing is sent until `openUntil`; `half-open`: one probe decides. */
  circuit: z.enum(['closed', 'open', 'half-open']),
  openUntil: moment.nullable(),
  /** The receiver asked for a pause. */
  pausedUntil: moment.nullable(),
  failuresInARow: z.int(),
  /** The first failure after the last success. */
  failingSince: moment.nullable(),
  lastSuccessAt: moment.nullable(),
  /** Deliveries that are still to be sent. At most 10,000 are counted. */
  open: z.int(),
});

/** A secret that signs; newest first. */
export const endpointSecret = z.object({
  /** Eight hex digits by which two secrets are told apart. */
  fingerprint: z.string(),
  createdAt: moment,
  /** Of the one before, during a rotation: it signs beside the new one until then. */
  signsUntil: moment.nullable(),
});

export const endpoint = z
  .object({
    id: idOutput('endpoint'),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()),
    employeeIds: z.array(idOutput('employee')),
    teamIds: z.array(idOutput('team')),
    flowIds: z.array(idOutput('flow')),
    filter: z.string().nullable(),
    headers: headersOutput,
    rateLimit: rateLimit.nullable(),
    timeoutSeconds: z.int(),
    maxConcurrency: z.int(),
    enabled: z.boolean(),
    secrets: z.array(endpointSecret),
    line: endpointLine,
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'Endpoint' });
export type Endpoint = z.output<typeof endpoint>;

/** The only time that the secret itself is shown. */
export const createdEndpoint = endpoint.extend({ secret: z.string() }).meta({ id: 'CreatedEndpoint' });
export type CreatedEndpoint = z.output<typeof createdEndpoint>;

export const endpointPage = pageOf(endpoint);
export const listEndpointsInput = pageInput.extend({
  /** Part of the URL or of the description. */
  q: z.string().trim().max(200).optional(),
  status: z.enum(['enabled', 'paused']).optional(),
});
export type ListEndpointsInput = z.output<typeof listEndpointsInput>;

/** `POST /endpoints/{id}/rotate-secret` */
export const rotateSecretInput = endpointIdInput.extend({
  /** For so long both sign. */
  overlapHours: z.int().min(0).max(168).default(24),
  /** Rotate although a rotation is running: the oldest secret stops to sign at once. */
  force: z.boolean().default(false),
  /** Makes no new secret, but ends the running overlap at once: only the newest signs. */
  revokePrevious: z.boolean().default(false),
  /** The new one; without it one is made. */
  secret: signingSecretInput.optional(),
});
export type RotateSecretInput = z.output<typeof rotateSecretInput>;

export const rotatedSecret = z
  .object({
    /** The new secret, shown this once; null when only the previous one was revoked. */
    secret: z.string().nullable(),
    fingerprint: z.string(),
    previousFingerprint: z.string().nullable(),
    previousValidUntil: moment.nullable(),
  })
  .meta({ id: 'RotatedSecret' });
export type RotatedSecret = z.output<typeof rotatedSecret>;

/** An event as lists of samples show it. */
export const sampleEvent = z.object({
  id: idOutput('event'),
  type: z.string(),
  timestamp: moment,
  sequence: z.int(),
  /** Its sentence; null for custom events. */
  summary: z.string().nullable(),
});
export type SampleEvent = z.output<typeof sampleEvent>;

/** `POST /endpoints/preview`: the subscription as it is being edited. `id`: of an endpoint that exists. */
export const previewEndpointInput = z.object({
  ...subscriptionWithDefaults,
  id: idInput('endpoint').optional(),
});
export type PreviewEndpointInput = z.output<typeof previewEndpointInput>;

export const previewedEvent = sampleEvent.extend({
  /** The pattern that takes it. */
  pattern: z.string(),
  /** The lists that it had to be in, and was: `employeeIds`, `teamIds`, `flowIds`. */
  scopes: z.array(z.enum(['employeeIds', 'teamIds', 'flowIds'])),
  /** Null without a filter; else whether it let the event through, or why it could not be evaluated. */
  filter: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('passed') }),
      z.object({ outcome: z.literal('filtered') }),
      z.object({ outcome: z.literal('error'), message: z.string() }),
    ])
    .nullable(),
});
export type PreviewedEvent = z.output<typeof previewedEvent>;

export const endpointPreview = z
  .object({
    since: moment,
    /** Events that were looked at. */
    scanned: z.int(),
    /** False: there were more in these days; only the last 2,000 were looked at. */
    complete: z.boolean(),
    /** It would have received so many. */
    received: z.int(),
    /** Taken by pattern and scopes, kept back by the filter. */
    filtered: z.int(),
    /** The filter failed on so many: they would have been parked. */
    filterErrors: z.int(),
    /** Why the filter cannot be evaluated at all; with the character at which it stops to make sense. */
    filterProblem: z.object({ message: z.string(), position: z.int().nullable() }).nullable(),
    /** The newest ten that it would have received. */
    samples: z.array(previewedEvent),
    /** The newest ten that the filter kept back or failed on. */
    heldBack: z.array(previewedEvent),
  })
  .meta({ id: 'EndpointPreview' });
export type EndpointPreview = z.output<typeof endpointPreview>;

/** `POST /endpoints/{id}/test` */
export const testEndpointInput = endpointIdInput.extend({
  /** A type of the catalogue, or a `custom.…` one. */
  eventType: z.string().min(1).max(100),
  /** Sends the data of this event; without it the example of the type. */
  fromEventId: idInput('event').optional(),
});
export type TestEndpointInput = z.output<typeof testEndpointInput>;

export const endpointTest = z
  .object({
    eventId: idOutput('event'),
    delivered: z.boolean(),
    attempt: deliveryAttempt,
    /** The exact text that was signed and sent. */
    body: z.string(),
  })
  .meta({ id: 'EndpointTest' });
export type EndpointTest = z.output<typeof endpointTest>;

/** `GET /endpoints/{id}/test-events`: the newest real events that the endpoint takes, for `fromEventId`. */
export const testEventsInput = endpointIdInput.extend({ eventType: z.string().max(100).optional() });
export const testEvents = z.object({ data: z.array(sampleEvent), next: z.null() });
export type TestEvents = z.output<typeof testEvents>;

export const healthWindows = ['1h', '24h', '7d', '30d'] as const;
export type HealthWindow = (typeof healthWindows)[number];
export const endpointHealthInput = endpointIdInput.extend({ window: z.enum(healthWindows).default('24h') });

/** How many attempts ended in what: `{ delivered: 312, server_error: 4 }`; what did not happen is not named. */
const answers = z.record(z.string(), z.int());
const figures = {
  attempts: z.int(),
  answers,
  /** Of the attempts, between 0 and 1; null without any. */
  successShare: z.number().nullable(),
  /** Time of those attempts that got an answer. */
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
};

export const endpointHealth = z
  .object({
    window: z.enum(healthWindows),
    since: moment,
    until: moment,
    ...figures,
    /** Equal parts of the window, oldest first; those without attempts are there too. */
    bucketSeconds: z.int(),
    buckets: z.array(z.object({ at: moment, ...figures })),
    /** False: there were too many attempts; figures are of the newest, from `since` on. */
    complete: z.boolean(),
    line: endpointLine,
    /** Deliveries that are due now or were before. At most 10,000 are counted. */
    backlog: z.int(),
    /** Since when the oldest open delivery waits. */
    oldestWaitingSince: moment.nullable(),
  })
  .meta({ id: 'EndpointHealth' });
export type EndpointHealth = z.output<typeof endpointHealth>;

/** What did not arrive, and how to send it: nothing restarts unasked. */
export const missedDeliveries = z.object({
  /** When the oldest of them happened; null when nothing was missed. */
  since: moment.nullable(),
  parked: z.int(),
  dead: z.int(),
});
export type MissedDeliveries = z.output<typeof missedDeliveries>;

/** `POST /endpoints/{id}/enable` */
export const enabledEndpoint = endpoint.extend({ missed: missedDeliveries }).meta({ id: 'EnabledEndpoint' });
export type EnabledEndpoint = z.output<typeof enabledEndpoint>;

/** `POST /endpoints/{id}/probe`: the oldest waiting delivery is sent now, whatever holds the line back. */
export const probedEndpoint = z.object({ deliveryId: idOutput('delivery') });
export type ProbedEndpoint = z.output<typeof probedEndpoint>;

export const recoverable = ['dead', 'parked', 'missed', 'delivered'] as const;
export type Recoverable = (typeof recoverable)[number];
/** `POST /endpoints/{id}/recover` */
export const recoverEndpointInput = endpointIdInput.extend({
  /** Events that happened from then on. */
  since: moment,
  until: moment.optional(),
  /**
   * `dead` and `parked` deliveries; `missed`: events that the endpoint takes today but that made no delivery;
   * `all`: these and what was delivered already.
   */
  include: z
    .union([z.array(z.enum(['dead', 'parked', 'missed'])).min(1), z.enum(['missed', 'all'])])
    .default(['dead', 'parked']),
  eventTypes: z.array(eventPattern).min(1).max(100).optional(),
  employeeIds: z.array(idInput('employee')).min(1).max(100).optional(),
  flowIds: z.array(idInput('flow')).min(1).max(100).optional(),
  /** Without it 10; never more than half of what the endpoint's own rate limit allows. */
  ratePerSecond: z.number().min(0.1).max(1_000).optional(),
  /** Counts and samples only. */
  dryRun: z.boolean().default(false),
});
export type RecoverEndpointInput = z.output<typeof recoverEndpointInput>;

export const recovery = z
  .object({
    /** Null for a dry run. */
    job: job.nullable(),
    total: z.int(),
    /** False: more than 100,000 had to be looked at; the counts are of the oldest. */
    complete: z.boolean(),
    byType: z.record(z.string(), z.int()),
    /** By what became of them: `dead`, `parked`, `missed`, `delivered`. */
    byReason: z.record(z.string(), z.int()),
    /** Their bodies are older than the retention; they cannot be sent. */
    expired: z.int(),
    samples: z.array(sampleEvent.extend({ reason: z.enum(recoverable) })),
    ratePerSecond: z.number(),
    estimatedSeconds: z.int(),
  })
  .meta({ id: 'Recovery' });
export type Recovery = z.output<typeof recovery>;
