import { type FlowDocument, portOf } from './flow.schema.ts';
import { downstreamOf, graphOf, topologicalOrder, upstreamOf } from './flow-graph.ts';
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

/** The one port by which a certain step must have left for the node to run, where that is known. */
function onlyPort(
  document: FlowDocument,
  id: string,
  nodeId: string,
  catalogue: NodeCatalogue,
): string | undefined {
  const { nodes, out } = graphOf(document);
  const node = nodes.get(id);
  const definition = node && catalogue.get(node.type);
  if (node && definition && definition.category !== 'decide') {
    const [port, second] = portsOf(node, definition);
    if (port && !second) return port.name;
  }
  if (!dominatorsOf(document, nodeId).has(id)) return undefined;
  const leading = new Set(
    (out.get(id) ?? [])
      .filter((edge) => edge.target === nodeId || downstreamOf(document, edge.target).has(nodeId))
      .map(portOf),
  );
  const [port] = leading;
  return leading.size === 1 ? port : undefined;
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
    if (!node || !definition || (portsOf(node, definition).length < 2 && definition.category !== 'decide'))
      continue;
    const leading = (out.get(id) ?? []).filter(
      (edge) => edge.target === stepId || downstreamOf(document, edge.target).has(stepId),
    );
    const [port, second] = new Set(leading.map(portOf));
    if (port !== undefined && second === undefined) return { nodeId: id, port };
  }
  return undefined;
}
