import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';
import { type CaptureOutcome, captureOutcomes } from './capture-outcome.ts';

const outcomeNames = Object.keys(captureOutcomes) as [CaptureOutcome, ...CaptureOutcome[]];
export const captureOutcomeName = z.enum(outcomeNames);

/** A line of the list Received. Ids are outside ids, times RFC 3339 in UTC. */
export const captureSummary = z.object({
  id: idOutput('capture'),
  flowId: idOutput('flow'),
  flowName: z.string(),
  receivedAt: z.iso.datetime(),
  outcome: captureOutcomeName,
  /** The code of a refusal, of what filtered or parked it, or the name of a handshake. */
  reason: z.string().nullable(),
  /** The same for people: what was wrong, and what to do. */
  explanation: z.string().nullable(),
  source: z.string(),
  eventType: z.string().nullable(),
  externalId: z.string().nullable(),
  title: z.string().nullable(),
  method: z.string(),
  /** Bytes of the body, unpacked; of a body that was too large what had come until then. */
  size: z.number(),
  /** The sender's address. */
  remote: z.string().nullable(),
  auth: z.object({ mode: z.string(), verified: z.boolean(), secret: z.string().nullable() }),
  /** The run it started, of a duplicate the first request's; null where there is none. */
  runId: idOutput('run').nullable(),
  /** Of a duplicate: the first request. */
  duplicateOf: idOutput('capture').nullable(),
});
export type CaptureSummary = z.output<typeof captureSummary>;

export const captureBody = z.object({
  /** `base64` where the bytes are no text. */
  encoding: z.enum(['utf8', 'base64']),
  text: z.string(),
  /** Only the head was kept. */
  truncated: z.boolean(),
});

export const captureReplay = z.object({
  runId: idOutput('run'),
  by: z.string(),
  at: z.iso.datetime(),
});

/** A kept request. Values of secret headers are fingerprints. */
export const captureDetail = captureSummary.extend({
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  contentType: z.string().nullable(),
  body: captureBody.nullable(),
  replays: z.array(captureReplay),
});
export type CaptureDetail = z.output<typeof captureDetail>;

export const listCapturesInput = pageInput.extend({
  flowId: idInput('flow').optional(),
  /** Only requests to triggers, or only answers to waiting steps. */
  to: z.enum(['trigger', 'step']).optional(),
  outcome: captureOutcomeName.optional(),
  reason: z.string().max(100).optional(),
  /** Looked for in title, external id, event type and address. */
  q: z.string().max(200).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type ListCapturesQuery = z.output<typeof listCapturesInput>;

export const capturePage = pageOf(captureSummary);
export const captureIdInput = z.object({ id: idInput('capture') });

export const replayCaptureInput = z.object({
  id: idInput('capture'),
  version: z.enum(['live', 'draft']).default('live'),
  /** Start a refused request all the same, as unauthenticated. */
  trust: z.boolean().default(false),
});
