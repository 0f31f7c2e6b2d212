import { toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Its key goes with it. Refused while it serves the workspace's default model. */
export async function deleteProvider(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  await context.runtime.models.delete(context.workspaceId, id);
  const outside = toId('provider', id);
  await recordAudit(context, 'model.delete', outside);
  return { id: outside };
}
