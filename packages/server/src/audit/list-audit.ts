import type { ListAuditInput } from '@sista/shared/audit/audit.schema';
import { pageQuery, toPage } from '../trpc/cursor.ts';
import type { Context } from '../trpc/request-context.ts';

export async function listAudit({ db }: Pick<Context, 'db'>, input: ListAuditInput) {
  const rows = await db.auditEntry.findMany(pageQuery(input));
  return toPage(rows, input, ({ id, actor, action, subject, details, at }) => ({
    id,
    actor,
    action,
    subject,
    details,
    at: at.toISOString(),
  }));
}
