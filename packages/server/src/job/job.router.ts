import { cancelRunsInput, job, jobIdInput, listJobsInput } from '@sista/shared/job/job.schema';
import { pageOf } from '@sista/shared/page.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { cancelRuns } from './cancel-runs.ts';
import { moveJob } from './move-job.ts';

const tags = ['jobs'];

export const jobRouter = router({
  cancelRuns: procedure('run.cancel')
    .meta({
      openapi: {
        method: 'POST',
        path: '/flows/{id}/cancel-runs',
        tags,
        summary: 'Cancel all unfinished runs of a flow',
      },
      created: true,
    })
    .input(cancelRunsInput)
    .output(job)
    .mutation(({ ctx, input }) => cancelRuns(ctx, input)),
  list: procedure('run.read')
    .meta({ openapi: { method: 'GET', path: '/jobs', tags, summary: 'List jobs, newest first' } })
    .input(listJobsInput)
    .output(pageOf(job))
    .query(({ ctx, input }) => ctx.runtime.jobs.list(ctx.workspaceId, input)),
  get: procedure('run.read')
    .meta({ openapi: { method: 'GET', path: '/jobs/{id}', tags, summary: 'Read a job and how far it is' } })
    .input(jobIdInput)
    .output(job)
    .query(({ ctx, input }) => ctx.runtime.jobs.read(ctx.workspaceId, input.id)),
  pause: procedure('run.cancel')
    .meta({ openapi: { method: 'POST', path: '/jobs/{id}/pause', tags, summary: 'Pause a job' } })
    .input(jobIdInput)
    .output(job)
    .mutation(({ ctx, input }) => moveJob(ctx, input.id, 'pause')),
  resume: procedure('run.cancel')
    .meta({ openapi: { method: 'POST', path: '/jobs/{id}/resume', tags, summary: 'Resume a paused job' } })
    .input(jobIdInput)
    .output(job)
    .mutation(({ ctx, input }) => moveJob(ctx, input.id, 'resume')),
  cancel: procedure('run.cancel')
    .meta({
      openapi: { method: 'POST', path: '/jobs/{id}/cancel', tags, summary: 'Cancel the rest of a job' },
    })
    .input(jobIdInput)
    .output(job)
    .mutation(({ ctx, input }) => moveJob(ctx, input.id, 'cancel')),
});
