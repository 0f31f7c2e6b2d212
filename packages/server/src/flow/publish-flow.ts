import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { FlowVersion, PublishFlowInput } from '@sista/shared/flow/flow-api.schema';
import { blocksPublishing } from '@sista/shared/flow/flow-issues';
import { logicHash } from '@sista/shared/flow/logic-hash';
import { newUuid, toId } from '@sista/shared/ids';
import { recordAudit } from '../audit/record-audit.ts';
import { actorName } from '../auth/actor.ts';
import type { Context } from '../trpc/request-context.ts';
import { findIssues } from './flow-facts.ts';
import { viewVersion } from './list-versions.ts';
import { staleRevision } from './put-flow.ts';
import { invalidFlow } from './read-document.ts';
import { documentOf, type FlowRow, loadFlow } from './view-flow.ts';

/**
 * Makes the draft an immutable version and lets triggers start it. Refused with all issues while one of them is an
 * error. Publishing what is live already makes no second version.
 */
export async function publishFlow(
  context: Context,
  { id, revision, note }: PublishFlowInput,
): Promise<FlowVersion> {
  const flow = await loadFlow(context, id);
  if (revision !== undefined && revision !== flow.revision) throw await staleRevision(context, id);
  const document = documentOf(flow);
  const issues = await findIssues(context, document);
  const errors = issues.filter(({ level }) => level === 'error');
  if (blocksPublishing(issues)) throw invalidFlow('This flow cannot be published yet', errors);
  const version =
    (await sameLiveVersion(context, flow, document)) ?? (await addVersion(context, flow, document, note));
  await context.db.$transaction(async (tx) => {
    await tx.flow.updateMany({ where: { id }, data: { status: 'live', liveVersionId: version.id } });
    await context.runtime.flows.setSchedule(tx, id);
  });
  context.forgetIngress(id);
  await recordAudit(context, 'flow.publish', toId('flow', id), { version: version.n, name: flow.name });
  return viewVersion(version, version.id);
}

async function sameLiveVersion({ db }: Context, flow: FlowRow, document: FlowDocument) {
  if (!flow.liveVersionId) return null;
  const live = await db.flowVersion.findFirst({ where: { id: flow.liveVersionId } });
  return live && JSON.stringify(live.document) === JSON.stringify(document) ? live : null;
}

/** Whoever publishes at the same moment gets the next number: the row of the flow is locked while it is counted. */
async function addVersion(context: Context, flow: FlowRow, document: FlowDocument, note: string | undefined) {
  const { db, workspaceId, actor, now } = context;
  const hash = logicHash(document);
  return db.$transaction(async (tx) => {
    const { count } = await tx.flow.updateMany({
      where: { id: flow.id, revision: flow.revision, deletedAt: null },
      data: { revision: flow.revision },
    });
    if (count === 0) throw await staleRevision(context, flow.id);
    const newest = await tx.flowVersion.findFirst({
      where: { flowId: flow.id, n: { not: null } },
      orderBy: { n: 'desc' },
    });
    return tx.flowVersion.create({
      data: {
        id: newUuid(),
        workspaceId,
        flowId: flow.id,
        n: (newest?.n ?? 0) + 1,
        document: document as object,
        logicHash: hash,
        note: note ?? null,
        publishedBy: actorName(actor),
        publishedAt: new Date(now()),
      },
    });
  });
}
