import { idInput } from '@sista/shared/ids';
import {
  createProviderInput,
  modelList,
  modelProvider,
  providerCheck,
  setDefaultModelInput,
  updateProviderInput,
} from '@sista/shared/model/model-provider.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { createProvider } from './create-provider.ts';
import { deleteProvider } from './delete-provider.ts';
import { setDefaultModel } from './set-default-model.ts';
import { updateProvider } from './update-provider.ts';

const providerIdInput = z.object({ id: idInput('provider') });

export const modelRouter = router({
  list: procedure('model.read')
    .input(z.object({}).optional())
    .output(modelList)
    .query(({ ctx }) => ctx.runtime.models.list(ctx.workspaceId)),
  create: procedure('model.write')
    .input(createProviderInput)
    .output(modelProvider)
    .mutation(({ ctx, input }) => createProvider(ctx, input)),
  update: procedure('model.write')
    .input(updateProviderInput)
    .output(modelProvider)
    .mutation(({ ctx, input }) => updateProvider(ctx, input)),
  delete: procedure('model.write')
    .input(providerIdInput)
    .output(modelProvider.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteProvider(ctx, input)),
  check: procedure('model.write')
    .input(providerIdInput)
    .output(providerCheck)
    .mutation(({ ctx, input }) => ctx.runtime.models.check(ctx.workspaceId, input.id)),
  setDefault: procedure('model.write')
    .input(setDefaultModelInput)
    .output(modelList)
    .mutation(({ ctx, input }) => setDefaultModel(ctx, input)),
});
