import { z } from 'zod';
import { captureSummary } from '../capture/capture.schema.ts';
import { idInput, idOutput } from '../ids.ts';
import { pageInput } from '../page.schema.ts';
import { runStatus } from '../run/run.schema.ts';
import { flowDocument, flowIssue } from './flow.schema.ts';

export const flowStatus = z.enum(['draft', 'live', 'paused']);
export type FlowStatus = z.output<typeof flowStatus>;

const moment = z.iso.datetime();
const flowName = z.string().trim().min(1, 'Give the flow a name.').max(200);

/** As an answer the document is what was stored; as input it is read by `parseFlow`, which names every problem. */
const documentOutput = flowDocument.meta({ id: 'FlowDocument' });
export const documentInput = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A flow document: `{ "schema": "sista.flow/1", "name", "nodes", "edges" }`.' });

export const flow = z
  .object({
    id: idOutput('flow'),
    name: z.string(),
    status: flowStatus,
    /** Grows with every save; PUT carries the one it was made from. */
    revision: z.int(),
    document: documentOutput,
    issues: z.array(flowIssue),
    /** The number of the version that triggers start; null before the first publication. */
    liveVersion: z.int().nullable(),
    /** The draft would run differently than the live version. */
    draftDiffers: z.boolean(),
    /** Null where the trigger has no address. */
    ingressUrl: z.string().nullable(),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'Flow' });
export type Flow = z.output<typeof flow>;

export const flowListItem = z
  .object({
    id: idOutput('flow'),
    name: z.string(),
    status: flowStatus,
    /** The type of its trigger node, such as `trigger-order`; null while it has none. */
    triggerType: z.string().nullable(),
    liveVersion: z.int().nullable(),
    updatedAt: moment,
    lastRun: z.object({ id: idOutput('run'), status: runStatus, at: moment }).nullable(),
    runs24h: z.int(),
    failed24h: z.int(),
    /** When its schedule starts it next; null where it has none, or is paused. */
    nextRunAt: moment.nullable(),
    /** How many errors keep it from being published. */
    issues: z.int(),
  })
  .meta({ id: 'FlowListItem' });
export type FlowListItem = z.output<typeof flowListItem>;

export const listFlowsInput = pageInput.extend({
  q: z.string().max(200).optional(),
  state: flowStatus.optional(),
});
export type ListFlowsInput = z.output<typeof listFlowsInput>;

export const flowIdInput = z.object({ id: idInput('flow') });
export type FlowIdInput = z.output<typeof flowIdInput>;

/** Without a document the flow starts empty; `name` wins over the document's. */
export const createFlowInput = z.object({ name: flowName.optional(), document: documentInput.optional() });
export type CreateFlowInput = z.output<typeof createFlowInput>;

export const putFlowInput = flowIdInput.extend({ revision: z.int().min(1), document: documentInput });
export type PutFlowInput = z.output<typeof putFlowInput>;

/** With `revision` it is refused with 409 when somebody saved meanwhile. */
export const publishFlowInput = flowIdInput.extend({
  revision: z.int().min(1).optional(),
  note: z.string().trim().max(500).optional(),
});
export type PublishFlowInput = z.output<typeof publishFlowInput>;

export const flowVersion = z
  .object({
    n: z.int(),
    publishedAt: moment,
    publishedBy: z.string(),
    note: z.string().nullable(),
    live: z.boolean(),
    document: documentOutput.optional(),
  })
  .meta({ id: 'FlowVersion' });
export type FlowVersion = z.output<typeof flowVersion>;

export const listVersionsInput = flowIdInput.extend(pageInput.shape);
export type ListVersionsInput = z.output<typeof listVersionsInput>;

export const versionInput = flowIdInput.extend({ n: z.coerce.number().int().min(1) });
export type VersionInput = z.output<typeof versionInput>;

const headers = z.record(z.string().max(200), z.string().max(8_000));

/** `payload` is what the sender would send. `hold` answers sends with samples, `send` really sends. */
export const testFlowInput = flowIdInput.extend({
  payload: z.unknown().optional(),
  headers: headers.optional(),
  effects: z.enum(['hold', 'send']).default('hold'),
  fromStep: z.string().max(64).optional(),
});
export type TestFlowInput = z.output<typeof testFlowInput>;

export const startFlowInput = flowIdInput.extend({ input: z.unknown().optional() });
export type StartFlowInput = z.output<typeof startFlowInput>;

export const startedRun = z.object({ runId: idOutput('run') });
export type StartedRun = z.output<typeof startedRun>;

export const importFlowInput = z.object({ document: documentInput, name: flowName.optional() });
export type ImportFlowInput = z.output<typeof importFlowInput>;

export const exportedDocument = documentOutput;

export const flowSample = z.object({
  title: z.string().trim().min(1).max(200),
  payload: z.unknown(),
  headers: headers.optional(),
});
export type FlowSample = z.output<typeof flowSample>;

export const setSampleInput = flowIdInput.extend({ sample: flowSample.nullable() });
export type SetSampleInput = z.output<typeof setSampleInput>;

export const rotateIngressInput = flowIdInput.extend({
  /** How long the old address stays valid beside the new one. */
  overlapHours: z.int().min(0).max(168).default(24),
});
export type RotateIngressInput = z.output<typeof rotateIngressInput>;

/** What the trigger of a flow is doing now. */
export const triggerState = z.object({
  ingressUrl: z.string().nullable(),
  /** The newest request to its address. */
  lastCapture: captureSummary.nullable(),
  /** When its schedule starts it next; null where it has none, or is paused. */
  nextRunAt: moment.nullable(),
  /** Requests, schedule or events start runs. */
  listening: z.boolean(),
  /** Why nothing fires, for people; null while it listens. */
  reason: z.string().nullable(),
});
export type TriggerState = z.output<typeof triggerState>;
