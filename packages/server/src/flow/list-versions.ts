import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import type { FlowVersion, ListVersionsInput, VersionInput } from '@sista/shared/flow/flow-api.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { pageQuery, toPage } from '../trpc/cursor.ts';
import type { Context } from '../trpc/request-context.ts';
import { loadFlow } from './view-flow.ts';

type VersionRow = {
  id: string;
  n: number | null;
  document: unknown;
  note: string | null;
  publishedBy: string | null;
  publishedAt: Date | null;
};

/** A published version, without its document. `liveId` is the version that triggers start. */
export function viewVersion(
  { id, n, note, publishedBy, publishedAt }: VersionRow,
  liveId: string | null,
): FlowVersion {
  if (n === null || publishedAt === null) throw new Error(`version ${id} was never published`);
  return {
    n,
    publishedAt: publishedAt.toISOString(),
    publishedBy: publishedBy ?? '',
    note,
    live: id === liveId,
  };
}

/** Newest first, without documents. */
export async function listVersions(context: Context, input: ListVersionsInput) {
  const { liveVersionId } = await loadFlow(context, input.id);
  const { where, ...page } = pageQuery(input);
  const rows = await context.db.flowVersion.findMany({
    ...page,
    where: { ...where, flowId: input.id, n: { not: null } },
  });
  return toPage(rows, input, (row) => viewVersion(row, liveVersionId));
}

export async function loadVersion({ db }: Pick<Context, 'db'>, { id, n }: VersionInput) {
  const row = await db.flowVersion.findFirst({ where: { flowId: id, n } });
  if (!row) throw notFound('version', `${n} of ${toId('flow', id)}`);
  return row;
}

/** One version with its document. */
export async function getVersion(context: Context, input: VersionInput): Promise<FlowVersion> {
  const { liveVersionId } = await loadFlow(context, input.id);
  const row = await loadVersion(context, input);
  return { ...viewVersion(row, liveVersionId), document: row.document as FlowDocument };
}
