import { type FlowDocument, type FlowEdge, portOf } from './flow.schema.ts';
import { graphOf, topologicalOrder } from './flow-graph.ts';

// A guard for documents that are nothing but joins; no flow that people draw comes near it.
const mostPairs = 200_000;

/**
 * The ids of nodes into which two paths lead that can both run. A step leaves by one port, so two edges are taken
 * together if they leave one port of one step, or if an edge into the later source is taken together with the other.
 */
export function meetingNodes(document: FlowDocument): string[] {
  const { nodes, into } = graphOf(document);
  const order = new Map(topologicalOrder(document).map((id, at) => [id, at]));
  const answers = new Map<string, boolean>();

  const taken = (a: FlowEdge, b: FlowEdge): boolean => {
    if (a.source === b.source) return portOf(a) === portOf(b);
    const [early, late] = (order.get(a.source) ?? 0) < (order.get(b.source) ?? 0) ? [a, b] : [b, a];
    const key = `${early.source} ${portOf(early)} ${late.source}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (answers.size >= mostPairs) return false;
    answers.set(key, false);
    const answer = (into.get(late.source) ?? []).some((before) => taken(early, before));
    answers.set(key, answer);
    return answer;
  };

  return [...nodes.keys()].filter((id) => {
    const edges = order.has(id) ? (into.get(id) ?? []) : [];
    return edges.some((edge, at) => edges.slice(at + 1).some((other) => taken(edge, other)));
  });
}
