import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageInput } from '../page.schema.ts';

/** Long work that goes on when nobody looks. `total` is null until it has been counted. */
export const job = z
  .object({
    id: idOutput('job'),
    kind: z.enum(['cancel-runs', 'recover-endpoint', 'cancel-backlog']),
    status: z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']),
    /** The flow whose runs it is about. */
    flowId: idOutput('flow').nullable(),
    /** The endpoint whose deliveries it is about. */
    endpointId: idOutput('endpoint').optional(),
    done: z.number(),
    total: z.number().nullable(),
    /** Why it failed, in a sentence. */
    problem: z.string().nullable(),
    by: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });
export type JobView = z.output<typeof job>;

export const jobIdInput = z.object({ id: idInput('job') });
export const listJobsInput = pageInput.extend({
  flowId: idInput('flow').optional(),
  endpointId: idInput('endpoint').optional(),
});
export type ListJobsQuery = z.output<typeof listJobsInput>;

export const cancelRunsInput = z.object({
  id: idInput('flow'),
  /** Pauses the flow first, so that no new runs begin. */
  pause: z.boolean().default(false),
});
export type CancelRunsInput = z.output<typeof cancelRunsInput>;
