import { rewriteReferencesIn } from '../expression/rewrite-references.ts';
import { diffFlows, freshEdgeId } from './diff-flows.ts';
import type { FlowDocument } from './flow.schema.ts';
import { applyOp, type FlowOperation } from './flow-operations.ts';
import { freshNodeId } from './fresh-node-id.ts';
import { findConflict, isSettled, type OperationConflict } from './operation-conflict.ts';
import { OperationRefused } from './operation-refused.ts';

export type Rebased = {
  /** Theirs, with all of mine that does not contradict it. */
  document: FlowDocument;
  /** Mine as they were applied. */
  ops: FlowOperation[];
  /** Mine that were not: a person chooses. Applying `op` to the document keeps mine. */
  conflicts: OperationConflict[];
};

type Rebase = Rebased & {
  theirOps: readonly FlowOperation[];
  /** Ids of mine that had to become others, since they were taken or a change of address was refused. */
  nodes: Map<string, string>;
  edges: Map<string, string>;
  /** The other side's id of a node whose address I changed. */
  addresses: Map<string, string>;
};

/**
 * Puts operations that were made on `base` onto `theirs`, a newer document of the same flow. Changes of other
 * targets join; the same field, or an edit of what the other side removed, is a conflict. Positions never are.
 */
export function rebaseOps(base: FlowDocument, theirs: FlowDocument, ops: readonly FlowOperation[]): Rebased {
  const rebase: Rebase = {
    document: theirs,
    ops: [],
    conflicts: [],
    theirOps: diffFlows(base, theirs),
    nodes: new Map(),
    edges: new Map(),
    addresses: new Map(),
  };
  for (const op of ops) rebaseOp(rebase, withFreshId(followIds(op, rebase), rebase));
  return { document: rebase.document, ops: rebase.ops, conflicts: rebase.conflicts };
}

function rebaseOp(rebase: Rebase, op: FlowOperation): void {
  const conflict = findConflict(op, { ops: rebase.theirOps, addresses: rebase.addresses }, rebase.document);
  if (conflict) {
    keepConflict(rebase, conflict);
    return;
  }
  if (isSettled(op, rebase.document)) return;
  try {
    rebase.document = applyOp(rebase.document, op).document;
    rebase.ops.push(op);
    if (op.op === 'changeAddress') rebase.addresses.set(op.to, rebase.addresses.get(op.id) ?? op.id);
  } catch (error) {
    if (!(error instanceof OperationRefused)) throw error;
    keepConflict(rebase, { op, kind: 'refused', message: error.message });
  }
}

/** Typing makes many operations on one field: only the last of them is asked about. */
function keepConflict(rebase: Rebase, conflict: OperationConflict): void {
  // What I do next to the node that kept its address has to find it there.
  if (conflict.op.op === 'changeAddress') rebase.nodes.set(conflict.op.to, conflict.op.id);
  const target = targetKey(conflict.op);
  rebase.conflicts = rebase.conflicts.filter((other) => targetKey(other.op) !== target);
  rebase.conflicts.push(conflict);
}

function targetKey(op: FlowOperation): string {
  const { node: _node, edge: _edge, value: _value, name: _name, ...target } = op as Record<string, unknown>;
  return JSON.stringify({
    ...target,
    edgeId: op.op === 'connect' ? op.edge.id : undefined,
    note: null,
    group: null,
  });
}

function followIds(op: FlowOperation, { nodes, edges }: Rebase): FlowOperation {
  const named = (id: string) => nodes.get(id) ?? id;
  switch (op.op) {
    case 'addNode':
      return { ...op, node: { ...op.node, config: rewriteReferencesIn(op.node.config, nodes) } };
    case 'setField':
      return 'value' in op
        ? { ...op, id: named(op.id), value: rewriteReferencesIn(op.value, nodes) }
        : { ...op, id: named(op.id) };
    case 'removeNode':
    case 'setOption':
    case 'rename':
    case 'changeAddress':
      return { ...op, id: named(op.id) };
    case 'connect':
      return { ...op, edge: { ...op.edge, source: named(op.edge.source), target: named(op.edge.target) } };
    case 'disconnect':
      return { ...op, id: edges.get(op.id) ?? op.id };
    case 'move':
      return {
        ...op,
        positions: Object.fromEntries(Object.entries(op.positions).map(([id, at]) => [named(id), at])),
      };
    default:
      return op;
  }
}

/** What both sides added under one id gets another here. */
function withFreshId(op: FlowOperation, rebase: Rebase): FlowOperation {
  if (op.op === 'addNode') {
    const taken = new Set(rebase.document.nodes.map((node) => node.id));
    if (!taken.has(op.node.id)) return op;
    const id = freshNodeId(op.node.id, taken);
    rebase.nodes.set(op.node.id, id);
    return { ...op, node: { ...op.node, id } };
  }
  if (op.op !== 'connect') return op;
  const taken = new Set(rebase.document.edges.map((edge) => edge.id));
  if (!taken.has(op.edge.id)) return op;
  const id = freshEdgeId(taken);
  rebase.edges.set(op.edge.id, id);
  return { ...op, edge: { ...op.edge, id } };
}
