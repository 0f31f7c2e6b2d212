import { z } from 'zod';

/**
 * What a live stream says, by topic: `run:<run id>`, `flow:<flow id>`, `bin:<bin id>`, `workspace`.
 * Everything announced has been committed. Ids are outside ids.
 */
export const liveStep = z.object({
  seq: z.number(),
  nodeId: z.string(),
  path: z.string(),
  status: z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled']),
  port: z.string().nullable(),
  attempt: z.number(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  waitingFor: z.string().nullable(),
  sandbox: z.boolean(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const liveMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run'),
    runId: z.string(),
    flowId: z.string(),
    status: z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'quarantined']),
    mode: z.enum(['live', 'test', 'replay', 'fork', 'gate']),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
  }),
  z.object({ type: z.literal('step'), runId: z.string(), flowId: z.string(), step: liveStep }),
  z.object({
    type: z.literal('capture'),
    captureId: z.string(),
    flowId: z.string(),
    outcome: z.string(),
    reason: z.string().nullable(),
    receivedAt: z.string(),
  }),
  z.object({
    type: z.literal('job'),
    jobId: z.string(),
    kind: z.string(),
    status: z.string(),
    done: z.number(),
    total: z.number().nullable(),
  }),
  z.object({
    type: z.literal('bin-request'),
    binId: z.string(),
    requestId: z.string(),
    receivedAt: z.string(),
  }),
  z.object({
    type: z.literal('delivery'),
    deliveryId: z.string(),
    runId: z.string().nullable(),
    status: z.string(),
    attempts: z.number(),
  }),
]);
export type LiveMessage = z.output<typeof liveMessage>;
export type LiveStep = z.output<typeof liveStep>;
