import type { FlowDocument } from './flow.schema.ts';
import { portOf } from './flow.schema.ts';
import { nodeById, pathBetween } from './flow-graph.ts';
import { type BorderCrossing, bodiesOf, borderCrossings, nestedLoops, sourceWords } from './loop-body.ts';
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
  return loopProblem(document, catalogue, { source, sourcePort, target });
}

/** What is wrong with the loops of a drawing once the connection is in it, and was not before. */
function loopProblem(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  { source, sourcePort, target }: Required<Connection>,
): string | undefined {
  if (bodiesOf(document).size === 0) return undefined;
  const edge = { id: 'new', source, sourcePort, target };
  const connected = { ...document, edges: [...document.edges, edge] };
  const name = (id: string) => nodeById(document, id)?.name ?? id;
  const before = new Set(borderCrossings(document).map((crossing) => keyOf(crossing)));
  const crossings = borderCrossings(connected).filter((crossing) => !before.has(keyOf(crossing)));
  const entering = crossings.find((crossing) => crossing.edge === edge);
  if (entering)
    return `${name(target)} is inside ${entering.loop.name}. Only steps of that loop can lead to it.`;
  const [leaving] = crossings;
  if (leaving) {
    const outside = sourceWords(leaving, connected, catalogue);
    return `${name(leaving.edge.target)} is outside ${leaving.loop.name}, for ${outside} leads to it. What comes after all items hangs on "when all are done".`;
  }
  const known = new Set(nestedLoops(document).map(({ outer, inner }) => `${outer.id} ${inner.id}`));
  const nested = nestedLoops(connected).find(({ outer, inner }) => !known.has(`${outer.id} ${inner.id}`));
  return (
    nested && `${nested.inner.name} would be inside ${nested.outer.name}, and a loop holds no other loop.`
  );
}

const keyOf = ({ loop, edge }: BorderCrossing) => `${loop.id} ${edge.source} ${portOf(edge)} ${edge.target}`;
