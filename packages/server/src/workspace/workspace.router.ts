import {
  signingSecret,
  updateWorkspaceInput,
  workspaceList,
  workspaceSummary,
} from '@sista/shared/workspace/workspace.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { listWorkspaces } from './list-workspaces.ts';
import { readSigningSecret, rotateSigningSecret } from './signing-secret.ts';
import { updateWorkspace } from './update-workspace.ts';

export const workspaceRouter = router({
  list: procedure('workspace.read')
    .output(workspaceList)
    .query(({ ctx }) => listWorkspaces(ctx)),
  update: procedure('workspace.write')
    .input(updateWorkspaceInput)
    .output(workspaceSummary)
    .mutation(({ ctx, input }) => updateWorkspace(ctx, input)),
  signingSecret: procedure('workspace.write')
    .output(signingSecret)
    .query(({ ctx }) => readSigningSecret(ctx)),
  rotateSigningSecret: procedure('workspace.write')
    .output(signingSecret)
    .mutation(({ ctx }) => rotateSigningSecret(ctx)),
});
