import { type FlowDocument, type FlowEdge, type FlowNode, portOf, targetPortOf } from './flow.schema.ts';
import {
  applyOps,
  changeKind,
  type FlowOperation,
  type NodeOption,
  type Position,
} from './flow-operations.ts';
import { sameJson } from './same-json.ts';

/**
 * The operations that make `after` of `before`. Steps are the same if id and type are; connections if their ends
 * are, whatever their ids. The order of lists says nothing in a flow and is not compared.
 */
export function diffFlows(before: FlowDocument, after: FlowDocument): FlowOperation[] {
  const nodeOps = diffNodes(before, after);
  // Removing a step takes its edges along, so edges are compared with what is left.
  const between = applyOps(before, nodeOps).document;
  return [
    ...nodeOps,
    ...diffEdges(between, after),
    ...diffPositions(between, after),
    ...diffListed(before.notes ?? [], after.notes ?? [], (id, note) => ({ op: 'setNote', id, note })),
    ...diffListed(between.groups ?? [], after.groups ?? [], (id, group) => ({ op: 'setGroup', id, group })),
    ...diffDocumentFields(before, after),
  ];
}

/** How many changes of each kind there are. */
export function countChanges(ops: readonly FlowOperation[]): {
  logic: number;
  wording: number;
  layout: number;
} {
  const counts = { logic: 0, wording: 0, layout: 0 };
  for (const op of ops) counts[changeKind(op)]++;
  return counts;
}

const byId = <Item extends { id: string }>(items: readonly Item[]) =>
  new Map(items.map((item) => [item.id, item]));

function diffNodes(before: FlowDocument, after: FlowDocument): FlowOperation[] {
  const [old, fresh] = [byId(before.nodes), byId(after.nodes)];
  const isSame = (a: FlowNode, b: FlowNode | undefined) => b !== undefined && a.type === b.type;
  const removed = before.nodes.filter((node) => !isSame(node, fresh.get(node.id)));
  const added = after.nodes.filter((node) => !isSame(node, old.get(node.id)));
  return [
    ...removed.map(({ id }): FlowOperation => ({ op: 'removeNode', id })),
    ...added.map((node): FlowOperation => ({ op: 'addNode', node })),
    ...before.nodes.flatMap((node) => {
      const other = fresh.get(node.id);
      return other && isSame(node, other) ? diffNode(node, other) : [];
    }),
  ];
}

const options: readonly NodeOption[] = ['onError', 'retry', 'timeoutSeconds', 'typeVersion', 'whenUnknown'];

function diffNode(before: FlowNode, after: FlowNode): FlowOperation[] {
  const { id } = before;
  if (before === after) return [];
  const renamed: FlowOperation[] = before.name === after.name ? [] : [{ op: 'rename', id, name: after.name }];
  const set = options.flatMap((option): FlowOperation[] => {
    const value = after[option];
    if (sameJson(before[option], value)) return [];
    return [value === undefined ? { op: 'setOption', id, option } : { op: 'setOption', id, option, value }];
  });
  return [...renamed, ...set, ...diffConfig(id, [], before.config, after.config)];
}

/** Objects are compared member by member, everything else as one value. */
function diffConfig(id: string, path: readonly string[], before: unknown, after: unknown): FlowOperation[] {
  if (sameJson(before, after)) return [];
  if (!isObject(before) || !isObject(after)) {
    return [after === undefined ? { op: 'setField', id, path } : { op: 'setField', id, path, value: after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => diffConfig(id, [...path, name], before[name], after[name]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const endsOf = (edge: FlowEdge) => `${edge.source} ${portOf(edge)} ${edge.target} ${targetPortOf(edge)}`;

function diffEdges(before: FlowDocument, after: FlowDocument): FlowOperation[] {
  const [old, fresh] = [new Set(before.edges.map(endsOf)), new Set(after.edges.map(endsOf))];
  const removed = before.edges.filter((edge) => !fresh.has(endsOf(edge)));
  const taken = new Set(before.edges.filter((edge) => !removed.includes(edge)).map((edge) => edge.id));
  const added = after.edges.filter((edge) => !old.has(endsOf(edge)));
  return [
    ...removed.map(({ id }): FlowOperation => ({ op: 'disconnect', id })),
    ...added.map((edge): FlowOperation => {
      const id = taken.has(edge.id) ? freshEdgeId(taken) : edge.id;
      taken.add(id);
      return { op: 'connect', edge: { ...edge, id } };
    }),
  ];
}

/** `e1`, `e2`, …: the first that is free. */
export function freshEdgeId(taken: ReadonlySet<string>): string {
  let number = taken.size + 1;
  while (taken.has(`e${number}`)) number++;
  return `e${number}`;
}

type Placed = { id: string; position: Position };

function moved(before: readonly Placed[], after: readonly Placed[]): Record<string, Position> {
  const old = byId(before);
  const places = after.filter(
    ({ id, position }) => old.has(id) && !sameJson(old.get(id)?.position, position),
  );
  return Object.fromEntries(places.map(({ id, position }) => [id, position]));
}

function diffPositions(before: FlowDocument, after: FlowDocument): FlowOperation[] {
  const positions = moved(before.nodes, after.nodes);
  const notes = moved(before.notes ?? [], after.notes ?? []);
  if (Object.keys(positions).length + Object.keys(notes).length === 0) return [];
  return [{ op: 'move', positions, ...(Object.keys(notes).length > 0 ? { notes } : {}) }];
}

function diffListed<Item extends { id: string }>(
  before: readonly Item[],
  after: readonly Item[],
  operation: (id: string, item: Item | null) => FlowOperation,
): FlowOperation[] {
  const [old, fresh] = [byId(before), byId(after)];
  // Where a note stands is layout, and has been said by `move`.
  const placeless = (item: Item | undefined) => item && { ...item, position: null };
  return [
    ...before.filter(({ id }) => !fresh.has(id)).map(({ id }) => operation(id, null)),
    ...after
      .filter((item) => !sameJson(placeless(old.get(item.id)), placeless(item)))
      .map((item) => operation(item.id, item)),
  ];
}

function diffDocumentFields(before: FlowDocument, after: FlowDocument): FlowOperation[] {
  return (['name', 'vars', 'settings'] as const).flatMap((field): FlowOperation[] => {
    const value = after[field];
    if (sameJson(before[field], value)) return [];
    return [
      value === undefined ? { op: 'setDocumentField', field } : { op: 'setDocumentField', field, value },
    ];
  });
}
