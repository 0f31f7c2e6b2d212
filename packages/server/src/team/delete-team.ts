import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Refused while it has members. */
export async function deleteTeam(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  await context.runtime.teams.delete(context.workspaceId, id);
  const outside = toId('team', id);
  await recordAudit(context, 'team.delete', outside);
  return { id: outside };
}
