import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Here the key stops at once, in other processes of the installation within seconds. */
export async function deleteKey(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  const outside = toId('key', id);
  if (!(await context.accounts.deleteKey(context.workspaceId, id))) throw notFound('key', outside);
  await recordAudit(context, 'key.delete', outside);
  return { id: outside };
}
