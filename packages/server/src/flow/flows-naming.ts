import { toId } from '@sista/shared/ids';
import type { Context } from '../trpc/request-context.ts';

/** The flows whose draft or live version names an id (`crd_…`, `emp_…`). */
export async function flowsNaming(
  { db }: Pick<Context, 'db'>,
  id: string,
): Promise<{ id: string; name: string }[]> {
  const flows = await db.flow.findMany({
    where: { deletedAt: null },
    select: { id: true, name: true, document: true, liveVersionId: true },
  });
  const versions = await db.flowVersion.findMany({
    where: { id: { in: flows.flatMap(({ liveVersionId }) => liveVersionId ?? []) } },
    select: { flowId: true, document: true },
  });
  const named = new Set<string>();
  for (const { id: flowId, document } of flows) if (names(document, id)) named.add(flowId);
  for (const { flowId, document } of versions) if (names(document, id)) named.add(flowId);
  return flows
    .filter((flow) => named.has(flow.id))
    .map((flow) => ({ id: toId('flow', flow.id), name: flow.name }));
}

/** Whether a text stands anywhere in a document. */
export function names(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value === text;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member) => names(member, text));
}
