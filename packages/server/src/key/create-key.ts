import type { CreatedKey, CreateKeyInput } from '@sista/shared/key/key.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Makes a key of the workspace. Its text is in this answer and nowhere else. */
export async function createKey(context: Context, { name, role }: CreateKeyInput): Promise<CreatedKey> {
  const created = await context.accounts.createKey(context.workspaceId, name, role);
  await recordAudit(context, 'key.create', created.id, { name, role });
  return created;
}
