import { idInput } from '@sista/shared/ids';
import { pageOf } from '@sista/shared/page.schema';
import { listRunsInput, runDetail, runSummary, settleStepInput } from '@sista/shared/run/run.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { cancelRun } from './cancel-run.ts';
import { retryRun } from './retry-run.ts';
import { settleStep } from './settle-step.ts';

const tags = ['runs'];
const runIdInput = z.object({ id: idInput('run') });

export const runRouter = router({
  list: procedure('run.read')
    .meta({ openapi: { method: 'GET', path: '/runs', tags, summary: 'List runs, newest first' } })
    .input(listRunsInput)
    .output(pageOf(runSummary))
    .query(({ ctx, input }) => ctx.runtime.runs.listRuns(ctx.workspaceId, input)),
  get: procedure('run.read')
    .meta({ openapi: { method: 'GET', path: '/runs/{id}', tags, summary: 'Read a run with its steps' } })
    .input(runIdInput)
    .output(runDetail)
    .query(({ ctx, input }) => ctx.runtime.runs.readRun(ctx.workspaceId, input.id)),
  cancel: procedure('run.cancel')
    .meta({ openapi: { method: 'POST', path: '/runs/{id}/cancel', tags, summary: 'Cancel a run' } })
    .input(runIdInput)
    .output(runDetail)
    .mutation(({ ctx, input }) => cancelRun(ctx, input)),
  retry: procedure('run.start')
    .meta({
      openapi: { method: 'POST', path: '/runs/{id}/retry', tags, summary: 'Continue at the failed step' },
    })
    .input(runIdInput)
    .output(runDetail)
    .mutation(({ ctx, input }) => retryRun(ctx, input)),
  settleStep: procedure('run.start')
    .meta({
      openapi: {
        method: 'POST',
        path: '/runs/{id}/steps/{seq}/settle',
        tags,
        summary: 'Say what came of an effect whose answer was lost',
      },
    })
    .input(settleStepInput)
    .output(runDetail)
    .mutation(({ ctx, input }) => settleStep(ctx, input)),
});
