import { toId } from '@sista/shared/ids';
import type { SigningSecret } from '@sista/shared/workspace/workspace.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** For how long receivers may go on to check with the secret before. */
const overlapHours = 24;

/** What signs where a node names no credential. Its value is there for whoever may write, and for the first only. */
export async function readSigningSecret({ runtime, workspaceId }: Context): Promise<SigningSecret> {
  return runtime.deliveries.showSigningSecret(workspaceId);
}

/** A new secret; for a day both sign, so that receivers have time to change. */
export async function rotateSigningSecret(context: Context): Promise<SigningSecret> {
  const { runtime, workspaceId, now } = context;
  const { value, fingerprint } = await runtime.deliveries.rotateSigningSecret(workspaceId, overlapHours);
  await recordAudit(context, 'workspace.rotateSigningSecret', toId('workspace', workspaceId), {
    fingerprint,
  });
  return { value, fingerprint, createdAt: new Date(now()).toISOString() };
}
