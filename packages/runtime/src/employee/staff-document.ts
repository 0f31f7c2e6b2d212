import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { TemplateHire } from '@sista/shared/template/define-template';
import { type CatalogueTransaction, type PrismaClient, sqlOf } from '../db/catalogue.ts';
import type { HiredVia } from './hire-employee.ts';
import { hireForDocument } from './hire-for-document.ts';
import type { Asking, EmployeeVerbs } from './verb-context.ts';

/**
 * Hires whom a document names by role and lets `store` write the document, in one commit with the events. `db` opens
 * the transaction, so that a client that is bound to a workspace stays bound inside.
 */
export async function staffDocument<Stored>(
  verbs: Omit<EmployeeVerbs, 'prisma'>,
  db: Pick<PrismaClient, '$transaction'>,
  asking: Asking & HiredVia,
  draft: { document: FlowDocument; hires: readonly TemplateHire[] },
  store: (catalogue: CatalogueTransaction, document: FlowDocument) => Promise<Stored>,
): Promise<Stored> {
  const { stored, nudges } = await db.$transaction(async (catalogue) => {
    const staffed = await hireForDocument(catalogue, asking, draft.document, draft.hires);
    const done = await store(catalogue, staffed.document);
    const told = await verbs.emitter.emit(sqlOf(catalogue), staffed.facts, verbs.now());
    return { stored: done, nudges: told.nudges };
  });
  verbs.nudge(nudges);
  return stored;
}
