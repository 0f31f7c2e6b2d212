import { applyConfigOp } from './apply-config-op.ts';
import { applyDrawingOp } from './apply-drawing-op.ts';
import { applyNodeOp } from './apply-node-op.ts';
import type { FlowDocument, FlowEdge, FlowGroup, FlowNode, FlowNote } from './flow.schema.ts';

/**
 * An *operation* is one named edit of a document. A gesture is a list of them. Applying one gives a new document,
 * in which everything untouched is the same object as before, and the operations that undo it.
 */
export type Position = { x: number; y: number };
export type NodeOption = 'onError' | 'retry' | 'timeoutSeconds' | 'typeVersion' | 'whenUnknown';
export type DocumentField = 'name' | 'vars' | 'settings';

/** `at` is a place in the list, so that undoing restores the order too. An absent value removes the member. */
export type FlowOperation =
  | { op: 'addNode'; node: FlowNode; at?: number }
  /** Takes its edges with it, and its name out of groups. */
  | { op: 'removeNode'; id: string }
  /** `path` is inside the config; empty for the whole of it. */
  | { op: 'setField'; id: string; path: readonly string[]; value?: unknown }
  | { op: 'setOption'; id: string; option: NodeOption; value?: FlowNode[NodeOption] }
  | { op: 'rename'; id: string; name: string }
  /** Changes the id, and every reference to it. */
  | { op: 'changeAddress'; id: string; to: string }
  | { op: 'connect'; edge: FlowEdge; at?: number }
  | { op: 'disconnect'; id: string }
  /** By node id, and by note id. What is not there any more is passed over. */
  | { op: 'move'; positions: Readonly<Record<string, Position>>; notes?: Readonly<Record<string, Position>> }
  | { op: 'setNote'; id: string; note: FlowNote | null; at?: number }
  | { op: 'setGroup'; id: string; group: FlowGroup | null; at?: number }
  | { op: 'setDocumentField'; field: DocumentField; value?: unknown };

export type Applied = { document: FlowDocument; inverse: FlowOperation[] };

/** Applies one operation. Throws OperationRefused where its target is not there. */
export function applyOp(document: FlowDocument, op: FlowOperation): Applied {
  switch (op.op) {
    case 'addNode':
    case 'removeNode':
    case 'rename':
    case 'changeAddress':
      return applyNodeOp(document, op);
    case 'setField':
    case 'setOption':
    case 'setDocumentField':
      return applyConfigOp(document, op);
    default:
      return applyDrawingOp(document, op);
  }
}

/** Applies a list, all or none. The inverse is in the order in which it has to be applied. */
export function applyOps(document: FlowDocument, ops: readonly FlowOperation[]): Applied {
  let after = document;
  const inverse: FlowOperation[] = [];
  for (const op of ops) {
    const applied = applyOp(after, op);
    after = applied.document;
    inverse.unshift(...applied.inverse);
  }
  return { document: after, inverse };
}

/** What a change is about: what the flow does, what people read, or where things stand. */
export function changeKind(op: FlowOperation): 'logic' | 'wording' | 'layout' {
  if (op.op === 'move') return 'layout';
  const isWording = op.op === 'rename' || op.op === 'setNote' || op.op === 'setGroup';
  return isWording || (op.op === 'setDocumentField' && op.field === 'name') ? 'wording' : 'logic';
}
