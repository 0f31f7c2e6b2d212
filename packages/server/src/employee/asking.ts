import { toId } from '@sista/shared/ids';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';
import type { Asking } from '../trpc/server-runtime.ts';

/** Who asks, as events name them. */
export function askingOf({ actor, workspaceId }: Pick<Context, 'actor' | 'workspaceId'>): Asking {
  const id = actor.kind === 'member' ? toId('member', actor.userId) : toId('key', actor.keyId);
  return { workspaceId, by: { id, name: actorName(actor) } };
}
