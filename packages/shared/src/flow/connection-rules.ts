import type { FlowDocument } from './flow.schema.ts';
import { portOf } from './flow.schema.ts';
import { nodeById, pathBetween } from './flow-graph.ts';
import { bodyOf, loopsAround } from './loop-body.ts';
import { isTrigger, type NodeCatalogue, portsOf } from './node-catalogue.ts';

export type Connection = { source: string; sourcePort?: string; target: string };

/** Why two nodes cannot be connected, as one sentence that is shown and spoken; undefined where they can. */
export function connectionProblem(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  { source, sourcePort = 'out', target }: Connection,
): string | undefined {
  const from = nodeById(document, source);
  const to = nodeById(document, target);
  if (!from || !to) return `There is no step \`${from ? target : source}\` any more.`;
  if (source === target) return 'A step cannot lead to itself.';
  if (isTrigger(to, catalogue)) return 'A trigger starts the flow, so nothing can lead into it.';
  const same = document.edges.some(
    (edge) => edge.source === source && portOf(edge) === sourcePort && edge.target === target,
  );
  if (same) return 'These two are already connected.';
  const definition = catalogue.get(from.type);
  if (definition && !portsOf(from, definition).some((port) => port.name === sourcePort)) {
    return `${from.name} has no way out called ${sourcePort}.`;
  }
  if (pathBetween(document, target, source)) {
    return `That would be a circle: ${to.name} already leads to ${from.name}. To repeat steps, use For each.`;
  }
  return loopProblem(document, source, sourcePort, target);
}

/** A loop's body is entered by its port `each` and nowhere else. */
function loopProblem(
  document: FlowDocument,
  source: string,
  sourcePort: string,
  target: string,
): string | undefined {
  for (const loop of loopsAround(document, target)) {
    const inside = bodyOf(document, loop.id).has(source) || (loop.id === source && sourcePort === 'each');
    if (inside) continue;
    const name = nodeById(document, target)?.name ?? target;
    return `${name} is inside ${loop.name}. Only steps of that loop can lead to it.`;
  }
  return undefined;
}
