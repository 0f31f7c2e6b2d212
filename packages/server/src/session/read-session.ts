import { toId } from '@sista/shared/ids';
import { rightsOf } from '@sista/shared/rights';
import type { SessionView } from '@sista/shared/workspace/workspace.schema';
import { isLocalHost } from '../auth/auth.ts';
import type { Context } from '../trpc/request-context.ts';

/** Who asks, with the rights by which the editor greys its buttons. */
export async function readSession({ actor, accounts, workspaceId, settings }: Context): Promise<SessionView> {
  const { name, slug } = await accounts.readWorkspace(workspaceId);
  const { publicUrl, encryptionKeyNote } = settings;
  return {
    user: actor.kind === 'member' ? { id: actor.userId, name: actor.name, email: actor.email } : null,
    needsProfile: actor.kind === 'member' && (await accounts.needsProfile(actor.userId)),
    workspace: { id: toId('workspace', workspaceId), name, slug },
    role: actor.role,
    rights: [...rightsOf[actor.role]],
    publicUrl,
    publicUrlIsLocal: isLocalHost(new URL(publicUrl).hostname),
    encryptionKeyNote: rightsOf[actor.role].has('workspace.write') ? encryptionKeyNote : null,
  };
}
