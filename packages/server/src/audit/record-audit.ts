import { newUuid } from '@sista/shared/ids';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';

/**
 * Keeps who did what: `recordAudit(context, 'flow.publish', 'flow_…', { version: 3 })`. Details hold no secrets and
 * no payloads.
 */
export async function recordAudit(
  { db, actor, workspaceId, now }: Pick<Context, 'db' | 'actor' | 'workspaceId' | 'now'>,
  action: string,
  subject: string,
  details: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  await db.auditEntry.create({
    data: {
      id: newUuid(),
      workspaceId,
      actor: actorName(actor),
      action,
      subject,
      details,
      at: new Date(now()),
    },
  });
}
