import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import { bodyOf, loopPort, loopType } from '@sista/shared/flow/loop-body';
import type { AnyNodeDefinition } from '@sista/shared/node/define-node';

/** A version made ready to run: who follows whom, and in which order a fold has to look at the nodes. */
export type Plan = {
  versionId: string;
  document: FlowDocument;
  triggerId: string;
  nodes: ReadonlyMap<string, PlanNode>;
  /** The nodes outside loops, topological: every node stands after all that lead to it. */
  order: readonly string[];
  /** By the id of a loop the nodes of its body, topological. */
  bodies: ReadonlyMap<string, readonly string[]>;
  /** The waits that have an address. */
  callbackIds: readonly string[];
};

export type PlanNode = {
  node: FlowNode;
  definition: AnyNodeDefinition;
  incoming: readonly { source: string; port: string }[];
  outgoing: readonly { port: string; target: string }[];
  /** The loop in whose body it stands. */
  loop: string | null;
  /** Nothing in its config is an expression. */
  isFixed: boolean;
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
    const isFixed = !JSON.stringify(node.config).includes('{{');
    nodes.set(node.id, { node, definition, incoming: [], outgoing: [], loop: null, isFixed });
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
  const loops = document.nodes.filter(({ type }) => type === loopType);
  for (const loop of loops) {
    for (const id of bodyOf(document, loop.id)) {
      const inside = nodes.get(id);
      if (inside) inside.loop = loop.id;
    }
  }
  const all = topologicalOrder(versionId, nodes);
  const within = (loop: string | null) => all.filter((id) => nodes.get(id)?.loop === loop);
  return {
    versionId,
    document,
    triggerId: trigger.id,
    nodes,
    order: within(null),
    bodies: new Map(loops.map(({ id }) => [id, within(id)])),
    callbackIds: all.filter((id) => nodes.get(id)?.node.type === 'wait-for-callback'),
  };
}

/** Whether the edge leads into the body of a loop: it is taken once an item has begun. */
export function entersBody(plan: Plan, edge: { source: string; port: string }, target: string): boolean {
  return edge.port === loopPort && plan.nodes.get(target)?.loop === edge.source;
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
