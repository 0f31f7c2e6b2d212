import { type FlowDocument, type FlowEdge, type FlowNode, portOf } from './flow.schema.ts';
import { downstreamOf, graphOf } from './flow-graph.ts';
import { type NodeCatalogue, portsOf } from './node-catalogue.ts';

export const loopType = 'for-each';
export const loopPort = 'each';

// As with graphs: a document is never changed in place.
const bodies = new WeakMap<FlowDocument, ReadonlyMap<string, Set<string>>>();

/** The bodies of all loops by the id of the loop, in the order of the document. */
export function bodiesOf(document: FlowDocument): ReadonlyMap<string, Set<string>> {
  const known = bodies.get(document);
  if (known) return known;
  const loops = [...graphOf(document).nodes.values()].filter(({ type }) => type === loopType);
  const found = new Map(loops.map(({ id }) => [id, downstreamOf(document, id, loopPort)]));
  bodies.set(document, found);
  return found;
}

/** The ids of the nodes that run once for each item of a loop. */
export function bodyOf(document: FlowDocument, loopId: string): Set<string> {
  return bodiesOf(document).get(loopId) ?? downstreamOf(document, loopId, loopPort);
}

/** The loops around a node, in the order of the document. */
export function loopsAround(document: FlowDocument, nodeId: string): FlowNode[] {
  const { nodes } = graphOf(document);
  return [...bodiesOf(document)].flatMap(([loopId, body]) => {
    const loop = nodes.get(loopId);
    return loop && loopId !== nodeId && body.has(nodeId) ? [loop] : [];
  });
}

/** An edge that leads into the body of a loop from outside. */
export type BorderCrossing = { loop: FlowNode; edge: FlowEdge };

/**
 * What a body reaches is in it, so an edge out of a body shows as one into it: at the step outside that it leads to
 * and that something else leads to as well.
 */
export function borderCrossings(document: FlowDocument): BorderCrossing[] {
  const { nodes, into } = graphOf(document);
  return [...bodiesOf(document)].flatMap(([loopId, body]) => {
    const loop = nodes.get(loopId);
    // A loop in its own body stands in a circle, which is said elsewhere.
    const inside = [...body].filter((id) => id !== loopId);
    const entering = inside
      .flatMap((id) => into.get(id) ?? [])
      .filter((edge) => !isInside(edge, loopId, body));
    return loop ? entering.map((edge) => ({ loop, edge })) : [];
  });
}

const isInside = (edge: FlowEdge, loopId: string, body: ReadonlySet<string>) =>
  body.has(edge.source) || (edge.source === loopId && portOf(edge) === loopPort);

/** The words for the source of an edge; of a loop itself, those of its way out. */
export function sourceWords(
  { loop, edge }: BorderCrossing,
  document: FlowDocument,
  catalogue: NodeCatalogue,
) {
  const definition = catalogue.get(loop.type);
  if (edge.source !== loop.id || !definition)
    return graphOf(document).nodes.get(edge.source)?.name ?? edge.source;
  const port = portsOf(loop, definition).find(({ name }) => name === portOf(edge));
  return `"${port?.label ?? portOf(edge)}"`;
}

/** Loops in the bodies of loops. */
export function nestedLoops(document: FlowDocument): { outer: FlowNode; inner: FlowNode }[] {
  const { nodes } = graphOf(document);
  return [...bodiesOf(document).keys()].flatMap((id) => {
    const inner = nodes.get(id);
    return inner ? loopsAround(document, id).map((outer) => ({ outer, inner })) : [];
  });
}
