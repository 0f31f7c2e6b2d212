import {
  bin,
  binIdInput,
  binList,
  binRequest,
  binRequestInput,
  binRequestPage,
  createBinInput,
  listBinRequestsInput,
  setAnswerInput,
} from '@sista/shared/bin/bin.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { createBin } from './create-bin.ts';
import { getBin, listBins } from './list-bins.ts';
import { setAnswer } from './set-answer.ts';

export const binRouter = router({
  list: procedure('bin.read')
    .output(binList)
    .query(({ ctx }) => listBins(ctx)),
  get: procedure('bin.read')
    .input(binIdInput)
    .output(bin)
    .query(({ ctx, input }) => getBin(ctx, input)),
  requests: procedure('bin.read')
    .input(listBinRequestsInput)
    .output(binRequestPage)
    .query(({ ctx, input: { binId, ...page } }) =>
      ctx.runtime.bins.listRequests(ctx.workspaceId, binId, page),
    ),
  request: procedure('bin.read')
    .input(binRequestInput)
    .output(binRequest)
    .query(({ ctx, input }) => ctx.runtime.bins.readRequest(ctx.workspaceId, input.binId, input.requestId)),
  setAnswer: procedure('bin.write')
    .input(setAnswerInput)
    .output(bin)
    .mutation(({ ctx, input }) => setAnswer(ctx, input)),
  create: procedure('bin.write')
    .input(createBinInput)
    .output(bin)
    .mutation(({ ctx, input }) => createBin(ctx, input)),
});
