import { healthState, processList } from '@sista/shared/health/health.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { listProcesses } from './list-processes.ts';

export const healthRouter = router({
  state: procedure('workspace.read')
    .output(healthState)
    .query(({ ctx }) => ({ warnings: ctx.runtime.health.warnings() })),
  processes: procedure('workspace.write')
    .meta({
      openapi: {
        method: 'GET',
        path: '/processes',
        tags: ['installation'],
        summary: 'List the processes that live',
      },
    })
    .output(processList)
    .query(({ ctx }) => listProcesses(ctx)),
});
