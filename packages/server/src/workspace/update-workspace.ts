import { toId } from '@sista/shared/ids';
import type { UpdateWorkspaceInput, WorkspaceSummary } from '@sista/shared/workspace/workspace.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Renames it. The slug in its addresses stays. */
export async function updateWorkspace(
  context: Context,
  { name }: UpdateWorkspaceInput,
): Promise<WorkspaceSummary> {
  const { accounts, workspaceId } = context;
  await accounts.renameWorkspace(workspaceId, name);
  const { slug } = await accounts.readWorkspace(workspaceId);
  const id = toId('workspace', workspaceId);
  await recordAudit(context, 'workspace.update', id, { name });
  return { id, name, slug };
}
