import { valueAt } from './apply-config-op.ts';
import { type FlowDocument, type FlowEdge, portOf } from './flow.schema.ts';
import type { FlowOperation } from './flow-operations.ts';
import { sameJson } from './same-json.ts';

export type OperationConflict = {
  /** Mine, as it would be applied now. */
  op: FlowOperation;
  /** `refused`: it does not fit any more, for the reason in `message`. */
  kind: 'same_field' | 'removed_node' | 'edited_node' | 'refused';
  message: string;
  /** For `same_field`: what both sides set. */
  mine?: unknown;
  theirs?: unknown;
};

type Of<Name extends FlowOperation['op']> = Extract<FlowOperation, { op: Name }>;

/** The other side's operations, and under which ids it knows the nodes that I have renamed. */
export type OtherSide = { ops: readonly FlowOperation[]; addresses: ReadonlyMap<string, string> };

/** Why an operation of mine contradicts the other side's, or undefined. Positions never do. */
export function findConflict(
  op: FlowOperation,
  other: OtherSide,
  document: FlowDocument,
): OperationConflict | undefined {
  if (op.op === 'move' || op.op === 'addNode') return undefined;
  const gone = removedTarget(op, other);
  if (gone !== undefined) {
    return { op, kind: 'removed_node', message: `The step \`${gone}\` was removed meanwhile.` };
  }
  if (op.op === 'removeNode') return editedMeanwhile(op, other, document);
  const theirs = other.ops.find((candidate) => setSame(op, candidate, other.addresses));
  if (!theirs) return undefined;
  const [mine, set] = [valueSet(op), valueSet(theirs)];
  if (targetOf(op) === targetOf(theirs) && sameJson(mine, set)) return undefined;
  return {
    op,
    kind: 'same_field',
    message: `${words(op, document)} was changed on both sides.`,
    mine,
    theirs: set,
  };
}

function removedTarget(op: FlowOperation, { ops, addresses }: OtherSide): string | undefined {
  const removed = new Set(ops.flatMap((other) => (other.op === 'removeNode' ? [other.id] : [])));
  const added = new Set(ops.flatMap((other) => (other.op === 'addNode' ? [other.node.id] : [])));
  return nodesOf(op).find((id) => {
    const known = addresses.get(id) ?? id;
    return removed.has(known) && !added.has(known);
  });
}

/** The nodes that have to be there for an operation. Removing what is gone already is no conflict. */
function nodesOf(op: FlowOperation): string[] {
  if (op.op === 'connect') return [op.edge.source, op.edge.target];
  const onNode =
    op.op === 'setField' || op.op === 'setOption' || op.op === 'rename' || op.op === 'changeAddress';
  return onNode ? [op.id] : [];
}

function editedMeanwhile(
  op: Of<'removeNode'>,
  other: OtherSide,
  document: FlowDocument,
): OperationConflict | undefined {
  const known = other.addresses.get(op.id) ?? op.id;
  if (!document.nodes.some((node) => node.id === op.id)) return undefined;
  if (!other.ops.some((theirs) => nodesOf(theirs).includes(known))) return undefined;
  return {
    op,
    kind: 'edited_node',
    message: `${nameOf(document, op.id)} was changed meanwhile. Remove it all the same?`,
  };
}

/** Whether two operations set the same place, or one sets a part of what the other sets. */
function setSame(mine: FlowOperation, theirs: FlowOperation, addresses: OtherSide['addresses']): boolean {
  if (mine.op !== theirs.op || valueSet(mine) === notSetting) return false;
  if (mine.op === 'setDocumentField') return mine.field === (theirs as Of<'setDocumentField'>).field;
  const [myId, theirId] = [(mine as { id: string }).id, (theirs as { id: string }).id];
  if ((addresses.get(myId) ?? myId) !== theirId) return false;
  if (mine.op === 'setOption') return mine.option === (theirs as Of<'setOption'>).option;
  if (mine.op !== 'setField') return true;
  return mine.path.every(
    (name, at) =>
      (theirs as Of<'setField'>).path[at] === undefined || name === (theirs as Of<'setField'>).path[at],
  );
}

const notSetting = Symbol('sets no value');

function valueSet(op: FlowOperation): unknown {
  switch (op.op) {
    case 'setField':
    case 'setOption':
    case 'setDocumentField':
      return op.value;
    case 'rename':
      return op.name;
    case 'setNote':
      return op.note;
    case 'setGroup':
      return op.group;
    default:
      return notSetting;
  }
}

/** What an operation sets, without the id, which may be another on each side. */
function targetOf(op: FlowOperation): string {
  return op.op === 'setField' ? op.path.join('.') : op.op;
}

function words(op: FlowOperation, document: FlowDocument): string {
  if (op.op === 'setDocumentField') return `The flow's ${op.field}`;
  if (op.op === 'setNote') return 'A note';
  if (op.op === 'setGroup') return 'A group';
  const id = (op as { id: string }).id;
  const what = op.op === 'setField' ? op.path.join('.') : op.op === 'setOption' ? op.option : 'name';
  return `${nameOf(document, id)}: ${what}`;
}

const nameOf = (document: FlowDocument, id: string) =>
  document.nodes.find((node) => node.id === id)?.name ?? id;

/** Whether a document is already as an operation would make it. */
export function isSettled(op: FlowOperation, document: FlowDocument): boolean {
  const node = 'id' in op ? document.nodes.find((other) => other.id === op.id) : undefined;
  switch (op.op) {
    case 'removeNode':
      return node === undefined;
    case 'disconnect':
      return !document.edges.some((edge) => edge.id === op.id);
    case 'connect':
      return document.edges.some((edge) => sameEnds(edge, op.edge));
    case 'rename':
      return node?.name === op.name;
    case 'setOption':
      return node !== undefined && sameJson(node[op.option], op.value);
    case 'setField':
      return node !== undefined && sameJson(valueAt(node.config, op.path), op.value);
    case 'setDocumentField':
      return sameJson(document[op.field], op.value);
    default:
      return false;
  }
}

function sameEnds(a: FlowEdge, b: FlowEdge): boolean {
  return a.source === b.source && a.target === b.target && portOf(a) === portOf(b);
}
