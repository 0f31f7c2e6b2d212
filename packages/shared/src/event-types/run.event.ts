import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import {
  callPart,
  effectPart,
  exampleParts,
  faultPart,
  ofRun,
  personPart,
  stepCounts,
} from '../event/fragments.ts';
import { idOutput } from '../ids.ts';

export const runCompleted = defineEvent({
  type: 'run.completed',
  title: 'Run completed',
  when: 'A run of a flow succeeded. Recorded only while somebody subscribes to it.',
  fields: {
    ...ofRun,
    output: z.unknown(),
    path: z.array(z.strictObject({ nodeId: z.string(), name: z.string(), port: z.string().nullable() })),
    steps: stepCounts,
    deliveries: z.array(
      z.strictObject({
        deliveryId: idOutput('delivery'),
        nodeId: z.string(),
        host: z.string(),
        status: z.string(),
      }),
    ),
    credits: z.number(),
    durationMs: z.int(),
    waitedMs: z.int(),
    replayOf: idOutput('run').optional(),
  },
  example: {
    ...exampleParts.ofRun,
    output: { decision: 'approve' },
    path: [
      { nodeId: 'order', name: 'New order', port: 'out' },
      { nodeId: 'large', name: 'Over 100?', port: 'yes' },
    ],
    steps: { total: 2, succeeded: 2, failed: 0, skipped: 0 },
    deliveries: [],
    credits: 1.204,
    durationMs: 3_700,
    waitedMs: 0,
  },
  summarise: ({ flow, cause }) =>
    `${flow.name} finished${cause.title === null ? '' : ` for ${cause.title}`}.`,
  large: ['output'],
});

export const runFailed = defineEvent({
  type: 'run.failed',
  title: 'Run failed',
  when: 'A run of a flow failed at a step that nothing handles or by a stop step, was cancelled, expired, or was set aside because its processes kept dying.',
  fields: {
    ...ofRun,
    status: z.enum(['failed', 'quarantined', 'cancelled']),
    error: faultPart,
    failedStep: z.strictObject({ nodeId: z.string(), name: z.string(), attempt: z.int() }).optional(),
    effectsDone: z.array(effectPart),
    credits: z.number(),
    durationMs: z.int(),
    resume: callPart,
    by: personPart.optional(),
  },
  example: {
    ...exampleParts.ofRun,
    status: 'failed',
    error: exampleParts.fault,
    failedStep: { nodeId: 'review', name: 'Review order', attempt: 3 },
    effectsDone: [],
    credits: 0.4,
    durationMs: 95_000,
    resume: exampleParts.retry,
  },
  summarise: ({ flow, cause, error }) =>
    `${flow.name} failed${cause.title === null ? '' : ` for ${cause.title}`}: ${error.message}`,
});
