import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import type { AnyNodeDefinition } from '@sista/shared/node/define-node';

/** A version made ready to run: who follows whom, and in which order a fold has to look at the nodes. */
export type Plan = {
  versionId: string;
  document: FlowDocument;
  triggerId: string;
  nodes: ReadonlyMap<string, PlanNode>;
  /** Topological: every node stands after all that lead to it. */
  order: readonly string[];
};

export type PlanNode = {
  node: FlowNode;
  definition: AnyNodeDefinition;
  incoming: readonly { source: string; port: string }[];
  outgoing: readonly { port: string; target: string }[];
};

/**
 * Throws on a document that publishing would have refused (no trigger, a circle, an unknown node type): a version
 * is immutable and was checked, so that is a bug or a newer release's document.
 */
export function compileVersion(
  versionId: string,
  document: FlowDocument,
  definitions: Readonly<Record<string, AnyNodeDefinition>>,
): Plan {
  const nodes = new Map<string, PlanNode>();
  for (const node of document.nodes) {
    const definition = definitions[node.type];
    if (!definition) throw new Error(`version ${versionId} has a node of unknown type ${node.type}`);
    nodes.set(node.id, { node, definition, incoming: [], outgoing: [] });
  }
  for (const edge of document.edges) {
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    if (!source || !target) continue;
    source.outgoing = [...source.outgoing, { port: portOf(edge), target: edge.target }];
    target.incoming = [...target.incoming, { source: edge.source, port: portOf(edge) }];
  }
  const trigger = document.nodes.find((node) => nodes.get(node.id)?.definition.trigger);
  if (!trigger) throw new Error(`version ${versionId} has no trigger`);
  return { versionId, document, triggerId: trigger.id, nodes, order: topologicalOrder(versionId, nodes) };
}

function topologicalOrder(versionId: string, nodes: ReadonlyMap<string, PlanNode>): string[] {
  const open = new Map([...nodes].map(([id, { incoming }]) => [id, incoming.length]));
  const ready = [...nodes.keys()].filter((id) => open.get(id) === 0);
  const order: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    for (const { target } of nodes.get(id)?.outgoing ?? []) {
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      if (left === 0) ready.push(target);
    }
  }
  if (order.length !== nodes.size) throw new Error(`version ${versionId} has a circle`);
  return order;
}
