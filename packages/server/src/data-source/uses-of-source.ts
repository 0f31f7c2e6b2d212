import { toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Context } from '../trpc/request-context.ts';

type Named = { id: string; name: string };
type Uses = { flows: Named[]; tools: Named[] };

/** Refuses with the names of the flows and tools that name a source by one of `refs` (its id, its name). */
export async function refuseWhileUsed(
  context: Pick<Context, 'db'>,
  name: string,
  refs: readonly string[],
): Promise<void> {
  const uses = await usesOfSource(context, refs);
  const names = [
    ...uses.flows.map((flow) => `the flow "${flow.name}"`),
    ...uses.tools.map((tool) => `the tool ${tool.name}`),
  ];
  if (names.length === 0) return;
  const sentence = `${name} is used by ${names.join(', ')}. Choose another data source there first.`;
  throw new Refusal('conflict', sentence, uses);
}

/** Flows whose draft or live version reads from the source, and tools whose present version does. */
async function usesOfSource({ db }: Pick<Context, 'db'>, refs: readonly string[]): Promise<Uses> {
  const flows = await db.flow.findMany({
    where: { deletedAt: null },
    select: { id: true, name: true, document: true, liveVersionId: true },
  });
  const versions = await db.flowVersion.findMany({
    where: { id: { in: flows.flatMap(({ liveVersionId }) => liveVersionId ?? []) } },
    select: { flowId: true, document: true },
  });
  const live = new Set(versions.filter(({ document }) => reads(document, refs)).map(({ flowId }) => flowId));
  const tools = await db.tool.findMany({ include: { versions: true } });
  return {
    flows: flows
      .filter(({ id, document }) => live.has(id) || reads(document, refs))
      .map(({ id, name }) => ({ id: toId('flow', id), name })),
    tools: tools
      .filter(({ revision, versions: all }) =>
        all.some(({ n, body }) => n === revision && refs.includes(sourceOf(body, 'settings') ?? '')),
      )
      .map(({ id, name }) => ({ id: toId('tool', id), name })),
  };
}

/** Whether a step of the document reads from the source. */
export function reads(document: unknown, refs: readonly string[]): boolean {
  const nodes = (document as { nodes?: unknown } | null)?.nodes;
  return Array.isArray(nodes) && nodes.some((node) => refs.includes(sourceOf(node, 'config') ?? ''));
}

// Nodes of other types have a `source` too (whose webhook it is): they name no database.
function sourceOf(of: unknown, member: 'config' | 'settings'): string | undefined {
  const owner = of as { type?: unknown; config?: unknown; settings?: unknown } | null;
  if (member === 'config' && owner?.type !== 'query-data') return undefined;
  const source = (owner?.[member] as { source?: unknown } | null | undefined)?.source;
  return typeof source === 'string' ? source : undefined;
}
