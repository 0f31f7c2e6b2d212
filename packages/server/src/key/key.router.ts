import {
  apiKey,
  apiKeyPage,
  createdKey,
  createKeyInput,
  keyIdInput,
  listKeysInput,
} from '@sista/shared/key/key.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { createKey } from './create-key.ts';
import { deleteKey } from './delete-key.ts';

const tags = ['keys'];

export const keyRouter = router({
  list: procedure('key.read')
    .meta({ openapi: { method: 'GET', path: '/keys', tags, summary: 'List API keys' } })
    .input(listKeysInput)
    .output(apiKeyPage)
    .query(({ ctx, input }) => ctx.accounts.listKeys(ctx.workspaceId, input)),
  create: procedure('key.write')
    .meta({
      openapi: { method: 'POST', path: '/keys', tags, summary: 'Make an API key, shown in this answer only' },
      created: true,
    })
    .input(createKeyInput)
    .output(createdKey)
    .mutation(({ ctx, input }) => createKey(ctx, input)),
  delete: procedure('key.write')
    .meta({ openapi: { method: 'DELETE', path: '/keys/{id}', tags, summary: 'Delete an API key' } })
    .input(keyIdInput)
    .output(apiKey.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteKey(ctx, input)),
});
