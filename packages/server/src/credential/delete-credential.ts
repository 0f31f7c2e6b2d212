import { toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import { recordAudit } from '../audit/record-audit.ts';
import { flowsNaming } from '../flow/flows-naming.ts';
import type { Context } from '../trpc/request-context.ts';

/** Refused while a live or paused flow, a model provider or the workspace's signing needs it: they would fail. */
export async function deleteCredential(context: Context, { id }: { id: string }): Promise<{ id: string }> {
  const { db, workspaceId } = context;
  const outside = toId('credential', id);
  const row = await db.credential.findFirst({ where: { id } });
  if (!row) throw notFound('credential', outside);
  const flows = await flowsNaming(context, outside);
  if (flows.length > 0) {
    const names = flows.map(({ name }) => `"${name}"`).join(', ');
    throw new Refusal('conflict', `${row.name} is used by ${names}. Choose another credential there first.`, {
      flows,
    });
  }
  const provider = await db.modelProvider.findFirst({ where: { credentialId: id } });
  if (provider)
    throw new Refusal(
      'conflict',
      `${row.name} is the key of the model provider ${provider.name}. Change it there.`,
    );
  const workspace = await db.workspace.findFirst({ where: { id: workspaceId, signingSecretId: id } });
  if (workspace)
    throw new Refusal(
      'conflict',
      'This secret signs the webhooks of the workspace. Rotate it in the settings.',
    );
  await db.credential.deleteMany({ where: { id } });
  await recordAudit(context, 'credential.delete', outside, { name: row.name, type: row.type });
  return { id: outside };
}
