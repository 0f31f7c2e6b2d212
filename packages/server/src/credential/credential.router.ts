import {
  createCredentialInput,
  credential,
  credentialCheck,
  credentialIdInput,
  credentialPage,
  listCredentialsInput,
  updateCredentialInput,
} from '@sista/shared/credential/credential.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { checkCredential } from './check-credential.ts';
import { createCredential } from './create-credential.ts';
import { deleteCredential } from './delete-credential.ts';
import { getCredential, listCredentials } from './list-credentials.ts';
import { updateCredential } from './update-credential.ts';

const tags = ['credentials'];

export const credentialRouter = router({
  list: procedure('credential.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/credentials',
        tags,
        summary: 'List credentials, without their values',
      },
    })
    .input(listCredentialsInput)
    .output(credentialPage)
    .query(({ ctx, input }) => listCredentials(ctx, input)),
  get: procedure('credential.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/credentials/{id}',
        tags,
        summary: 'Read a credential, without its value',
      },
    })
    .input(credentialIdInput)
    .output(credential)
    .query(({ ctx, input }) => getCredential(ctx, input)),
  create: procedure('credential.write')
    .meta({
      openapi: { method: 'POST', path: '/credentials', tags, summary: 'Store a credential' },
      created: true,
    })
    .input(createCredentialInput)
    .output(credential)
    .mutation(({ ctx, input }) => createCredential(ctx, input)),
  update: procedure('credential.write')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/credentials/{id}',
        tags,
        summary: 'Rename it or write a new value',
      },
    })
    .input(updateCredentialInput)
    .output(credential)
    .mutation(({ ctx, input }) => updateCredential(ctx, input)),
  delete: procedure('credential.write')
    .meta({ openapi: { method: 'DELETE', path: '/credentials/{id}', tags, summary: 'Delete a credential' } })
    .input(credentialIdInput)
    .output(credential.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteCredential(ctx, input)),
  check: procedure('credential.write')
    .input(credentialIdInput)
    .output(credentialCheck)
    .mutation(({ ctx, input }) => checkCredential(ctx, input)),
});
