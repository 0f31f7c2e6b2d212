import { z } from 'zod';
import { pageInput, pageOf } from '../page.schema.ts';

/** Who did what to what: `actor` is `Ada Lovelace` or `key sk_a1b2…`, `action` `flow.publish`, `subject` an id. */
export const auditEntry = z
  .object({
    id: z.string(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.unknown(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof auditEntry>;

export const auditPage = pageOf(auditEntry);
export const listAuditInput = pageInput;
export type ListAuditInput = z.output<typeof listAuditInput>;
