import type { Port } from '../node/define-node.ts';
import { type FlowDocument, type FlowNode, portOf } from './flow.schema.ts';
import { downstreamOf, graphOf, nodeById, nodesAfter, topologicalOrder, upstreamOf } from './flow-graph.ts';
import { loopPort, loopType } from './loop-body.ts';
import { type NodeCatalogue, portsOf } from './node-catalogue.ts';

/**
 * The ids of the steps that have run whenever a node runs. A step leaves by one port, so it is certain if every way
 * to the node leads through it, or if a certain step that can only have left by one port leads to it. A step that
 * is certain for a subtler reason may be missing here: it costs a warning, never a wrong promise.
 */
export function certainBefore(document: FlowDocument, nodeId: string, catalogue: NodeCatalogue): Set<string> {
  const { out } = graphOf(document);
  const upstream = upstreamOf(document, nodeId);
  const certain = new Set(dominatorsOf(document, nodeId));
  const open = [...certain];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const port = onlyPort(document, id, nodeId, catalogue);
    for (const edge of port === undefined ? [] : (out.get(id) ?? [])) {
      if (portOf(edge) !== port || certain.has(edge.target) || !upstream.has(edge.target)) continue;
      certain.add(edge.target);
      open.push(edge.target);
    }
  }
  return certain;
}

/** Whether a step in the body of a loop has run whenever an item is done. */
export function isCertainInLoop(
  document: FlowDocument,
  loopId: string,
  stepId: string,
  catalogue: NodeCatalogue,
): boolean {
  const { nodes, out } = graphOf(document);
  const answers = new Map<string, boolean>([[stepId, true]]);
  const leads = (id: string): boolean => {
    const known = answers.get(id);
    if (known !== undefined) return known;
    // For now, so that a circle comes to an end.
    answers.set(id, false);
    const edges = out.get(id) ?? [];
    // Whichever way it leaves by must lead there.
    const ports = portsLeft(nodes.get(id), catalogue);
    const answer =
      ports?.every(({ name }) => edges.some((edge) => portOf(edge) === name && leads(edge.target))) ?? false;
    answers.set(id, answer);
    return answer;
  };
  return nodesAfter(document, loopId, loopPort).some(({ id }) => leads(id));
}

/** The one port by which a certain step must have left for the node to run, where that is known. */
function onlyPort(
  document: FlowDocument,
  id: string,
  nodeId: string,
  catalogue: NodeCatalogue,
): string | undefined {
  const { out } = graphOf(document);
  const plain = portOfPlain(document, id, catalogue);
  if (plain !== undefined) return plain;
  if (!dominatorsOf(document, nodeId).has(id)) return undefined;
  const leading = new Set(
    (out.get(id) ?? [])
      .filter((edge) => edge.target === nodeId || downstreamOf(document, edge.target).has(nodeId))
      .map(portOf),
  );
  const [port] = leading;
  return leading.size === 1 ? port : undefined;
}

/** The port of a step that has just one and always leaves by it. */
function portOfPlain(document: FlowDocument, id: string, catalogue: NodeCatalogue): string | undefined {
  const [port, second] = portsLeft(nodeById(document, id), catalogue) ?? [];
  return second ? undefined : port?.name;
}

/** The ports by one of which a step leaves; undefined for a filter, whose other way is not among them. */
function portsLeft(node: FlowNode | undefined, catalogue: NodeCatalogue): readonly Port[] | undefined {
  const definition = node && catalogue.get(node.type);
  if (!node || !definition) return undefined;
  const ports = definition.ports(node.config);
  if (definition.category === 'decide' && node.type !== 'merge' && ports.length === 1) return undefined;
  return portsOf(node, definition);
}

const known = new WeakMap<FlowDocument, Map<string, ReadonlySet<string>>>();

/** The nodes on every way to each node, without itself: by one pass in the order of the flow. */
function dominatorsOf(document: FlowDocument, nodeId: string): ReadonlySet<string> {
  let all = known.get(document);
  if (!all) {
    const { into } = graphOf(document);
    all = new Map();
    for (const id of topologicalOrder(document)) {
      const ways = (into.get(id) ?? []).map(({ source }) => new Set([source, ...(all?.get(source) ?? [])]));
      const [first, ...others] = ways;
      const common = [...(first ?? [])].filter((step) => others.every((way) => way.has(step)));
      all.set(id, new Set(common));
    }
    known.set(document, all);
  }
  return all.get(nodeId) ?? new Set();
}

/** Where a step runs only sometimes: the nearest step before it that decides, and the port that leads to it. */
export function decisionBefore(
  document: FlowDocument,
  stepId: string,
  catalogue: NodeCatalogue,
): { nodeId: string; port: string } | undefined {
  const { nodes, out } = graphOf(document);
  for (const id of [...dominatorsOf(document, stepId)]) {
    const node = nodes.get(id);
    const definition = node && catalogue.get(node.type);
    // Of a loop both ways run: the body first, then what comes after it.
    if (!node || !definition || node.type === loopType || portOfPlain(document, id, catalogue)) continue;
    const leading = (out.get(id) ?? []).filter(
      (edge) => edge.target === stepId || downstreamOf(document, edge.target).has(stepId),
    );
    const [port, second] = new Set(leading.map(portOf));
    if (port !== undefined && second === undefined) return { nodeId: id, port };
  }
  return undefined;
}
