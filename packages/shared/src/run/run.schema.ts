import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput } from '../page.schema.ts';

export const runStatus = z.enum([
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'quarantined',
]);
export const runTrigger = z.enum([
  'webhook',
  'order',
  'build',
  'ticket',
  'lead',
  'schedule',
  'event',
  'manual',
  'api',
  'replay',
  'task',
]);
export const runMode = z.enum(['live', 'test', 'replay', 'fork', 'gate']);
/** `in_doubt`: an effect's answer was lost, and a person says what happened. `items`: a loop that is under way. */
export const waitReason = z.enum(['retry', 'until', 'delivery', 'callback', 'items', 'in_doubt']);
export type WaitReason = z.output<typeof waitReason>;

/** What a person says of an effect whose answer was lost. `done`: it happened, and `output` is what it gave. */
export const settleStepInput = z.object({
  id: idInput('run'),
  seq: z.coerce.number().int().min(1),
  decision: z.enum(['done', 'repeat', 'skip', 'stop']),
  output: z.json().optional(),
});
const fault = z.object({ code: z.string(), message: z.string(), path: z.string().nullable() });
const moment = z.iso.datetime();

export const runSummary = z
  .object({
    id: idOutput('run'),
    flowId: idOutput('flow'),
    flowName: z.string(),
    /** The published version that ran; null for a test of the draft. */
    version: z.int().nullable(),
    status: runStatus,
    mode: runMode,
    trigger: runTrigger,
    /** What a person would call it: "Order #1042". */
    title: z.string().nullable(),
    sandbox: z.boolean(),
    steps: z.int(),
    createdAt: moment,
    startedAt: moment.nullable(),
    endedAt: moment.nullable(),
    durationMs: z.int().nullable(),
    /** Of a run that waits: for what. A question to a person comes before all else, a loop last. */
    waitingFor: waitReason.nullable(),
    error: fault.extend({ nodeId: z.string().nullable(), nodeName: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.output<typeof runSummary>;

export const stepAttempt = z.object({
  attempt: z.int(),
  startedAt: moment,
  endedAt: moment.nullable(),
  nextAt: moment.nullable(),
  error: fault.nullable(),
});

export const stepView = z
  .object({
    seq: z.int(),
    nodeId: z.string(),
    nodeName: z.string(),
    nodeType: z.string(),
    path: z.string(),
    status: z.enum(['running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled']),
    attempt: z.int(),
    port: z.string().nullable(),
    startedAt: moment.nullable(),
    endedAt: moment.nullable(),
    durationMs: z.int().nullable(),
    waitingFor: waitReason.nullable(),
    /** When the wait ends at the latest. */
    waitingUntil: moment.nullable(),
    /** Of a step that waits for a callback: the address whose first request answers it. */
    callbackUrl: z.string().nullable(),
    /** Of a loop: how many items it has, and how many are done. */
    loop: z.object({ count: z.int(), done: z.int(), failed: z.int() }).nullable(),
    /** Sent, held back, redirected to the request inbox, unknown: what is known about the effect outside. */
    effect: z.enum(['intent', 'sent', 'done', 'failed', 'unknown', 'reused', 'suppressed']).nullable(),
    input: z.unknown(),
    output: z.unknown(),
    meta: z.unknown(),
    error: fault.nullable(),
    attempts: z.array(stepAttempt),
    deliveryId: idOutput('delivery').nullable(),
    logs: z.array(z.object({ at: moment, level: z.enum(['info', 'warn', 'error']), text: z.string() })),
  })
  .meta({ id: 'Step' });
export type StepView = z.output<typeof stepView>;

export const runDetail = runSummary
  .extend({
    /** The `trigger` of expressions. */
    input: z.unknown(),
    output: z.unknown(),
    steps: z.int(),
    stepList: z.array(stepView),
    /** The flow document that ran. */
    document: z.unknown(),
    captureId: idOutput('capture').nullable(),
    parentRunId: idOutput('run').nullable(),
    effects: z.enum(['send', 'reuse', 'suppress']),
  })
  .meta({ id: 'Run' });
export type RunDetail = z.output<typeof runDetail>;

export const listRunsInput = pageInput.extend({
  flowId: idInput('flow').optional(),
  status: z.union([runStatus, z.array(runStatus)]).optional(),
  trigger: runTrigger.optional(),
  mode: runMode.optional(),
  since: moment.optional(),
  until: moment.optional(),
  q: z.string().max(200).optional(),
});
export type ListRunsQuery = z.output<typeof listRunsInput>;
