import type { FlowDocument, FlowIssue } from '@sista/shared/flow/flow.schema';
import type { Flow, FlowStatus } from '@sista/shared/flow/flow-api.schema';
import { logicHash } from '@sista/shared/flow/logic-hash';
import { migrateFlow } from '@sista/shared/flow/migrate-flow';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';
import { findIssues, nodeCatalogue } from './flow-facts.ts';
import { readIngressUrl } from './ingress-address.ts';

/** The stored flow, by UUID. */
export async function loadFlow({ db }: Pick<Context, 'db'>, id: string) {
  const row = await db.flow.findFirst({ where: { id, deletedAt: null } });
  if (!row) throw notFound('flow', toId('flow', id));
  return row;
}
export type FlowRow = Awaited<ReturnType<typeof loadFlow>>;

/** The document of a row, with configs of older node versions brought to today's. */
export function documentOf({ document }: { document: unknown }): FlowDocument {
  return migrateFlow(document as FlowDocument, nodeCatalogue);
}

/** A flow as it is outside. `issues` are found anew unless the caller has just found them. */
export async function viewFlow(
  context: Pick<Context, 'db' | 'sealKeys' | 'settings'>,
  row: FlowRow,
  issues?: FlowIssue[],
): Promise<Flow> {
  const { db, sealKeys, settings } = context;
  const document = documentOf(row);
  const live = row.liveVersionId
    ? await db.flowVersion.findFirst({ where: { id: row.liveVersionId } })
    : null;
  return {
    id: toId('flow', row.id),
    name: row.name,
    status: row.status as FlowStatus,
    revision: row.revision,
    document,
    issues: issues ?? (await findIssues(context, document)),
    liveVersion: live?.n ?? null,
    draftDiffers: live !== null && live.logicHash !== logicHash(document),
    ingressUrl: await readIngressUrl(db, sealKeys, settings.publicUrl, { flowId: row.id, document }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
