import { z } from 'zod';
import { idOutput } from '../ids.ts';

/** Parts that several event types share. Each is strict, and none ever holds a secret. */
export const moment = z.iso.datetime();

export const flowPart = z.strictObject({
  id: idOutput('flow'),
  name: z.string(),
  version: z.int().nullable(),
});
export const runPart = z.strictObject({
  id: idOutput('run'),
  trigger: z.string(),
  startedAt: moment,
  url: z.url(),
});
export const employeePart = z.strictObject({
  id: idOutput('employee'),
  name: z.string(),
  role: z.string(),
  version: z.int(),
});
export const teamPart = z.strictObject({ id: idOutput('team'), name: z.string() });
export const personPart = z.strictObject({ id: z.string(), name: z.string() }).nullable();
export const faultPart = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  nodeId: z.string().optional(),
  nodeName: z.string().optional(),
});
export const usagePart = z.strictObject({ inputTokens: z.int(), outputTokens: z.int() });
export const endpointPart = z.strictObject({
  id: idOutput('endpoint'),
  url: z.string(),
  description: z.string(),
});
/** The REST call that acts on what the event tells. */
export const callPart = z.strictObject({ method: z.string(), url: z.url(), body: z.unknown().optional() });
/** What led to it; `title` is what a person would say: "Order #1042, 184.00 EUR, Ada Lovelace". */
export const causePart = z.strictObject({
  kind: z.enum([
    'webhook',
    'order',
    'build',
    'ticket',
    'lead',
    'schedule',
    'event',
    'manual',
    'api',
    'callback',
    'replay',
    'task',
  ]),
  source: z.string().nullable(),
  title: z.string().nullable(),
  externalId: z.string().nullable(),
  captureId: idOutput('capture').nullable(),
  eventId: idOutput('event').nullable(),
  by: personPart,
});
export const toolCallPart = z.strictObject({
  tool: z.string(),
  effect: z.string(),
  status: z.string(),
  target: z.string().nullable(),
  deliveryId: idOutput('delivery').optional(),
});
export const approvalPart = z.strictObject({
  approvalId: idOutput('approval'),
  decision: z.string(),
  by: personPart,
});
export const effectPart = z.strictObject({
  tool: z.string().nullable(),
  target: z.string(),
  at: moment,
  key: z.string(),
});
export const stepCounts = z.strictObject({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
});
/** What every event of a run carries. */
export const ofRun = { flow: flowPart, run: runPart, cause: causePart, sandbox: z.boolean() };

const example = {
  flow: { id: 'flow_01h455vb4pex5vsknk084sn02q', name: 'Orders over 100', version: 3 },
  run: {
    id: 'run_01h455vb4pex5vsknk084sn02q',
    trigger: 'order',
    startedAt: '2026-11-23T09:00:00.000Z',
    url: 'https://flows.example/runs/run_01h455vb4pex5vsknk084sn02q',
  },
  cause: {
    kind: 'order',
    source: 'shopify',
    title: 'Order #1042, 184.00 EUR, Ada Lovelace',
    externalId: '1042',
    captureId: 'cap_01h455vb4pex5vsknk084sn02q',
    eventId: null,
    by: null,
  },
  sandbox: false,
} as const;

/** Values for examples of event types. */
export const exampleParts = {
  ofRun: example,
  employee: { id: 'emp_01h455vb4pex5vsknk084sn02q', name: 'Mara', role: 'order-desk', version: 2 },
  team: { id: 'team_01h455vb4pex5vsknk084sn02q', name: 'Shop' },
  person: { id: 'mem_01h455vb4pex5vsknk084sn02q', name: 'Ada Lovelace' },
  retry: { method: 'POST', url: 'https://flows.example/api/v1/runs/run_01h455vb4pex5vsknk084sn02q/retry' },
  fault: {
    code: 'timeout',
    message: 'There was no answer within 30 s.',
    hint: 'Raise the timeout of the node, or ask for less.',
    nodeId: 'review',
    nodeName: 'Review order',
  },
} as const;
