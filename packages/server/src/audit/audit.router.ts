import { auditPage, listAuditInput } from '@sista/shared/audit/audit.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { listAudit } from './list-audit.ts';

export const auditRouter = router({
  list: procedure('member.read')
    .meta({
      openapi: { method: 'GET', path: '/audit', tags: ['audit'], summary: 'Who did what, newest first' },
    })
    .input(listAuditInput)
    .output(auditPage)
    .query(({ ctx, input }) => listAudit(ctx, input)),
});
