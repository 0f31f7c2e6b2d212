import { rewriteReferences } from '../expression/rewrite-references.ts';
import { insertAt, removeAt, replaceAt } from './edit-list.ts';
import { type FlowDocument, type FlowEdge, type FlowNode, nodeIdPattern } from './flow.schema.ts';
import type { Applied, FlowOperation } from './flow-operations.ts';
import { OperationRefused } from './operation-refused.ts';
import { sameJson } from './same-json.ts';

type NodeOperation = Extract<FlowOperation, { op: 'addNode' | 'removeNode' | 'rename' | 'changeAddress' }>;

/** Operations on a node as a whole. */
export function applyNodeOp(document: FlowDocument, op: NodeOperation): Applied {
  switch (op.op) {
    case 'addNode':
      return addNode(document, op.node, op.at);
    case 'removeNode':
      return removeNode(document, op.id);
    case 'rename': {
      const { name } = requireNode(document, op.id);
      const inverse: FlowOperation[] = [{ op: 'rename', id: op.id, name }];
      return { document: withNode(document, op.id, (node) => ({ ...node, name: op.name })), inverse };
    }
    case 'changeAddress':
      return changeAddress(document, op.id, op.to);
  }
}

export function requireNode(document: FlowDocument, id: string): FlowNode {
  const node = document.nodes.find((other) => other.id === id);
  if (node) return node;
  throw new OperationRefused('no_node', `The step \`${id}\` is not in this flow any more.`);
}

/** The document with one node changed; the same document where the change changes nothing. */
export function withNode(
  document: FlowDocument,
  id: string,
  change: (node: FlowNode) => FlowNode,
): FlowDocument {
  const before = requireNode(document, id);
  const after = change(before);
  if (after === before) return document;
  return { ...document, nodes: replaceAt(document.nodes, document.nodes.indexOf(before), after) };
}

function addNode(document: FlowDocument, node: FlowNode, at?: number): Applied {
  requireFreeId(document, node.id);
  return {
    document: { ...document, nodes: insertAt(document.nodes, node, at) },
    inverse: [{ op: 'removeNode', id: node.id }],
  };
}

function requireFreeId(document: FlowDocument, id: string): void {
  if (!nodeIdPattern.test(id)) {
    const rule = 'It starts with a small letter and has letters, digits and _ only, at most 64.';
    throw new OperationRefused('id_taken', `\`${id}\` cannot be the id of a step. ${rule}`);
  }
  if (!document.nodes.some((node) => node.id === id)) return;
  throw new OperationRefused('id_taken', `Another step has the id \`${id}\`. Choose a different one.`);
}

function removeNode(document: FlowDocument, id: string): Applied {
  const node = requireNode(document, id);
  const at = document.nodes.indexOf(node);
  const touches = (edge: FlowEdge) => edge.source === id || edge.target === id;
  const lost = document.edges.flatMap((edge, place): FlowOperation[] =>
    touches(edge) ? [{ op: 'connect', edge, at: place }] : [],
  );
  const groups = document.groups?.filter((group) => group.nodeIds.includes(id)) ?? [];
  const restored = groups.map((group): FlowOperation => ({ op: 'setGroup', id: group.id, group }));
  const after: FlowDocument = {
    ...document,
    nodes: removeAt(document.nodes, at),
    edges: lost.length === 0 ? document.edges : document.edges.filter((edge) => !touches(edge)),
  };
  if (document.groups && groups.length > 0) {
    after.groups = document.groups.map((group) =>
      groups.includes(group) ? { ...group, nodeIds: group.nodeIds.filter((other) => other !== id) } : group,
    );
  }
  return { document: after, inverse: [{ op: 'addNode', node, at }, ...lost, ...restored] };
}

function changeAddress(document: FlowDocument, id: string, to: string): Applied {
  requireNode(document, id);
  if (id === to) return { document, inverse: [] };
  requireFreeId(document, to);
  const after = readdress(document, id, to);
  // A reference that named `to` before there was such a step would be led back to `id` with the others.
  const back = readdress(after, to, id);
  const misled = document.nodes.filter((node, at) => !sameJson(node.config, back.nodes[at]?.config));
  const repairs = misled.map(
    (node): FlowOperation => ({ op: 'setField', id: node.id, path: [], value: node.config }),
  );
  return { document: after, inverse: [{ op: 'changeAddress', id: to, to: id }, ...repairs] };
}

function readdress(document: FlowDocument, id: string, to: string): FlowDocument {
  const named = (other: string) => (other === id ? to : other);
  const rewritten = rewriteReferences(document, new Map([[id, to]]));
  const after: FlowDocument = {
    ...rewritten,
    nodes: rewritten.nodes.map((node) => (node.id === id ? { ...node, id: to } : node)),
    edges: rewritten.edges.map((edge) =>
      edge.source === id || edge.target === id
        ? { ...edge, source: named(edge.source), target: named(edge.target) }
        : edge,
    ),
  };
  if (rewritten.groups) {
    after.groups = rewritten.groups.map((group) =>
      group.nodeIds.includes(id) ? { ...group, nodeIds: group.nodeIds.map(named) } : group,
    );
  }
  return after;
}
