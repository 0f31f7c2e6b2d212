import type { FlowDocument, FlowNode } from './flow.schema.ts';
import { downstreamOf, graphOf } from './flow-graph.ts';

export const loopType = 'for-each';
export const loopPort = 'each';

/** The ids of the nodes that run once for each item of a loop. */
export function bodyOf(document: FlowDocument, loopId: string): Set<string> {
  return downstreamOf(document, loopId, loopPort);
}

/** The loops around a node, in the order of the document. */
export function loopsAround(document: FlowDocument, nodeId: string): FlowNode[] {
  const loops = [...graphOf(document).nodes.values()].filter((node) => node.type === loopType);
  return loops.filter((loop) => loop.id !== nodeId && bodyOf(document, loop.id).has(nodeId));
}
