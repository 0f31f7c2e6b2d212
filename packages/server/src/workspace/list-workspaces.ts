import { toId } from '@sista/shared/ids';
import type { WorkspaceList } from '@sista/shared/workspace/workspace.schema';
import type { Context } from '../trpc/request-context.ts';

/** The workspaces of this person; of a key its one. */
export async function listWorkspaces({ actor, accounts, workspaceId }: Context): Promise<WorkspaceList> {
  const workspaces =
    actor.kind === 'member'
      ? await accounts.workspacesOf(actor.userId)
      : [{ ...(await accounts.readWorkspace(workspaceId)), role: actor.role }];
  const data = workspaces.map((one) => ({
    ...one,
    id: toId('workspace', one.id),
    current: one.id === workspaceId,
  }));
  return { data, next: null };
}
