import { type FlowDocument, type FlowEdge, type FlowNode, portOf } from './flow.schema.ts';

/**
 * A document by its addresses. Edges whose ends are missing are not in it, and of two nodes with one id only the
 * first is: so every question below has an answer for a draft too.
 */
export type FlowGraph = {
  nodes: ReadonlyMap<string, FlowNode>;
  /** Edges out of and into each node, in the order of the document. */
  out: ReadonlyMap<string, readonly FlowEdge[]>;
  into: ReadonlyMap<string, readonly FlowEdge[]>;
};

// Documents are never changed in place, so a graph is right as long as its document lives.
const graphs = new WeakMap<FlowDocument, FlowGraph>();

export function graphOf(document: FlowDocument): FlowGraph {
  const known = graphs.get(document);
  if (known) return known;
  const nodes = new Map<string, FlowNode>();
  for (const node of document.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const out = new Map<string, FlowEdge[]>();
  const into = new Map<string, FlowEdge[]>();
  for (const id of nodes.keys()) {
    out.set(id, []);
    into.set(id, []);
  }
  for (const edge of document.edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) continue;
    out.get(edge.source)?.push(edge);
    into.get(edge.target)?.push(edge);
  }
  const graph = { nodes, out, into };
  graphs.set(document, graph);
  return graph;
}

export function nodeById(document: FlowDocument, id: string): FlowNode | undefined {
  return graphOf(document).nodes.get(id);
}

/** The nodes that a node leads to, each once; only those behind `port` where it is given. */
export function nodesAfter(document: FlowDocument, id: string, port?: string): FlowNode[] {
  const { nodes, out } = graphOf(document);
  const edges = (out.get(id) ?? []).filter((edge) => port === undefined || portOf(edge) === port);
  return [...new Set(edges.map((edge) => edge.target))].flatMap((target) => nodes.get(target) ?? []);
}

/** The nodes that lead straight to a node, each once. */
export function nodesBefore(document: FlowDocument, id: string): FlowNode[] {
  const { nodes, into } = graphOf(document);
  const sources = new Set((into.get(id) ?? []).map((edge) => edge.source));
  return [...sources].flatMap((source) => nodes.get(source) ?? []);
}

/** The ids of all nodes that run before a node, without itself unless it stands in a circle. */
export function upstreamOf(document: FlowDocument, id: string): Set<string> {
  const { into } = graphOf(document);
  return reach(id, (at) => (into.get(at) ?? []).map((edge) => edge.source));
}

/** The ids of all nodes that a node leads to; only behind `port` where it is given. */
export function downstreamOf(document: FlowDocument, id: string, port?: string): Set<string> {
  const { out } = graphOf(document);
  const follows = (edge: FlowEdge) => port === undefined || edge.source !== id || portOf(edge) === port;
  return reach(id, (at) => (out.get(at) ?? []).filter(follows).map((edge) => edge.target));
}

function reach(from: string, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...next(from)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...next(id));
  }
  return found;
}

/** Ids so that every node stands behind all that lead to it. What hangs on a circle is left out. */
export function topologicalOrder(document: FlowDocument): string[] {
  const { nodes, out, into } = graphOf(document);
  const waitsFor = new Map([...into].map(([id, edges]) => [id, edges.length]));
  const order = [...nodes.keys()].filter((id) => waitsFor.get(id) === 0);
  for (const id of order) {
    for (const edge of out.get(id) ?? []) {
      const left = (waitsFor.get(edge.target) ?? 0) - 1;
      waitsFor.set(edge.target, left);
      if (left === 0) order.push(edge.target);
    }
  }
  return order;
}

/** The ids of one circle in the order of its edges, or undefined. */
export function findCycle(document: FlowDocument): string[] | undefined {
  const { nodes } = graphOf(document);
  const ordered = new Set(topologicalOrder(document));
  const [start] = [...nodes.keys()].filter((id) => !ordered.has(id));
  if (start === undefined) return undefined;
  // What is not in the order has a node before it that is not either: walking back must come round.
  const walked: string[] = [];
  let id = start;
  while (!walked.includes(id)) {
    walked.push(id);
    const before = nodesBefore(document, id).find((node) => !ordered.has(node.id));
    if (before === undefined) return undefined;
    id = before.id;
  }
  return walked.slice(walked.indexOf(id)).reverse();
}

/** The ids of a shortest way from one node to another, both included; `[id]` from a node to itself. */
export function pathBetween(document: FlowDocument, from: string, to: string): string[] | undefined {
  const { nodes, out } = graphOf(document);
  if (!nodes.has(from) || !nodes.has(to)) return undefined;
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (const id of open) {
    if (id === to) break;
    for (const { target } of out.get(id) ?? []) {
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, id);
      open.push(target);
    }
  }
  if (!cameFrom.has(to)) return undefined;
  const path: string[] = [];
  for (let id: string | undefined = to; id !== undefined; id = cameFrom.get(id)) path.unshift(id);
  return path;
}
