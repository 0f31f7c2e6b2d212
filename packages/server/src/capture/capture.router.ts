import {
  captureDetail,
  captureIdInput,
  capturePage,
  listCapturesInput,
  replayCaptureInput,
} from '@sista/shared/capture/capture.schema';
import { startedRun } from '@sista/shared/flow/flow-api.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { replayCapture } from './replay-capture.ts';

const tags = ['captures'];

export const captureRouter = router({
  list: procedure('capture.read')
    .meta({ openapi: { method: 'GET', path: '/captures', tags, summary: 'List received requests' } })
    .input(listCapturesInput)
    .output(capturePage)
    .query(({ ctx, input }) => ctx.runtime.captures.list(ctx.workspaceId, input)),
  get: procedure('capture.read')
    .meta({ openapi: { method: 'GET', path: '/captures/{id}', tags, summary: 'Read a received request' } })
    .input(captureIdInput)
    .output(captureDetail)
    .query(({ ctx, input }) => ctx.runtime.captures.read(ctx.workspaceId, input.id)),
  replay: procedure('capture.replay')
    .meta({ openapi: { method: 'POST', path: '/captures/{id}/replay', tags, summary: 'Run it again' } })
    .input(replayCaptureInput)
    .output(startedRun)
    .mutation(({ ctx, input }) => replayCapture(ctx, input)),
});
