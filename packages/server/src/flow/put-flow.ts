import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { Flow, PutFlowInput } from '@sista/shared/flow/flow-api.schema';
import { Refusal } from '@sista/shared/refusal';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';
import { findIssues } from './flow-facts.ts';
import { ensureIngress } from './ingress-address.ts';
import { readDocument } from './read-document.ts';
import { loadFlow, viewFlow } from './view-flow.ts';

/** Saves the draft, also with issues. A stale revision is refused, with the current flow as details. */
export async function putFlow(context: Context, { id, revision, document }: PutFlowInput): Promise<Flow> {
  return saveDraft(context, id, revision, readDocument(document));
}

/** The conditional move behind every change of a draft. */
export async function saveDraft(
  context: Context,
  id: string,
  revision: number,
  document: FlowDocument,
): Promise<Flow> {
  const { db, actor, workspaceId, sealKeys, now } = context;
  const issues = await findIssues(context, document);
  const { count } = await db.flow.updateMany({
    where: { id, revision, deletedAt: null },
    data: {
      name: document.name,
      revision: revision + 1,
      document: document as object,
      issues: issues as object,
      updatedBy: actorName(actor),
      updatedAt: new Date(now()),
    },
  });
  if (count === 0) throw await staleRevision(context, id);
  await ensureIngress(db, sealKeys, { workspaceId, flowId: id, document });
  return viewFlow(context, await loadFlow(context, id), issues);
}

/** Somebody was faster: says who, and brings what they saved. */
export async function staleRevision(context: Context, id: string): Promise<Refusal> {
  const row = await loadFlow(context, id);
  const who = row.updatedBy ?? 'Somebody';
  return new Refusal(
    'stale_revision',
    `${who} saved this flow at ${row.updatedAt.toISOString()}. Load it and make your change again, or keep yours as a copy.`,
    await viewFlow(context, row),
  );
}
