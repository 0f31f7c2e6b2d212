import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { Flow, FlowSample } from '@sista/shared/flow/flow-api.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';
import { findIssues } from './flow-facts.ts';
import { ensureIngress } from './ingress-address.ts';
import { viewFlow } from './view-flow.ts';

export type NewFlow = {
  document: FlowDocument;
  sample?: FlowSample | null;
  /** How it came to be, for the audit: `flow.create`, `flow.import`, … */
  action: string;
};

/** Stores a new flow as a draft, with the address of its trigger. */
export async function storeFlow(
  context: Context,
  { document, sample = null, action }: NewFlow,
): Promise<Flow> {
  const { db, workspaceId, actor, sealKeys, now } = context;
  const id = newUuid();
  const issues = await findIssues(context, document);
  const at = new Date(now());
  const row = await db.flow.create({
    data: {
      id,
      workspaceId,
      name: document.name,
      document: document as object,
      issues: issues as object,
      ...(sample ? { sample: sample as object } : {}),
      createdBy: actorName(actor),
      updatedBy: actorName(actor),
      createdAt: at,
      updatedAt: at,
    },
  });
  await ensureIngress(db, sealKeys, { workspaceId, flowId: id, document });
  await recordAudit(context, action, toId('flow', id), { name: document.name });
  return viewFlow(context, row, issues);
}
