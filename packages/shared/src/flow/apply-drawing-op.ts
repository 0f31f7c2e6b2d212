import { insertAt, removeAt, replaceAt } from './edit-list.ts';
import type { FlowDocument, FlowEdge } from './flow.schema.ts';
import type { Applied, FlowOperation, Position } from './flow-operations.ts';
import { OperationRefused } from './operation-refused.ts';

type DrawingOperation = Extract<
  FlowOperation,
  { op: 'connect' | 'disconnect' | 'move' | 'setNote' | 'setGroup' }
>;

/** Operations on edges, places, notes and groups. */
export function applyDrawingOp(document: FlowDocument, op: DrawingOperation): Applied {
  switch (op.op) {
    case 'connect':
      return connect(document, op.edge, op.at);
    case 'disconnect':
      return disconnect(document, op.id);
    case 'move':
      return move(document, op);
    case 'setNote':
      return setListed(document, 'notes', op.id, op.note, op.at, (note, at) => ({
        op: 'setNote',
        id: op.id,
        note,
        ...at,
      }));
    case 'setGroup':
      return setListed(document, 'groups', op.id, op.group, op.at, (group, at) => ({
        op: 'setGroup',
        id: op.id,
        group,
        ...at,
      }));
  }
}

function connect(document: FlowDocument, edge: FlowEdge, at?: number): Applied {
  const ids = new Set(document.nodes.map((node) => node.id));
  const missing = [edge.source, edge.target].find((id) => !ids.has(id));
  if (missing !== undefined) {
    throw new OperationRefused('no_node', `The step \`${missing}\` is not in this flow any more.`);
  }
  if (document.edges.some((other) => other.id === edge.id)) {
    throw new OperationRefused('id_taken', `Another connection has the id \`${edge.id}\`.`);
  }
  return {
    document: { ...document, edges: insertAt(document.edges, edge, at) },
    inverse: [{ op: 'disconnect', id: edge.id }],
  };
}

function disconnect(document: FlowDocument, id: string): Applied {
  const at = document.edges.findIndex((edge) => edge.id === id);
  const edge = document.edges[at];
  if (!edge) throw new OperationRefused('no_edge', 'This connection is not in the flow any more.');
  return {
    document: { ...document, edges: removeAt(document.edges, at) },
    inverse: [{ op: 'connect', edge, at }],
  };
}

type Placed = { id: string; position: Position };

function move(document: FlowDocument, op: Extract<DrawingOperation, { op: 'move' }>): Applied {
  const places = new Map(Object.entries(op.positions));
  const notePlaces = new Map(Object.entries(op.notes ?? {}));
  const nodes = moveAll(document.nodes, places);
  const notes = document.notes && moveAll(document.notes, notePlaces);
  const inverse: FlowOperation = {
    op: 'move',
    positions: placesOf(document.nodes, places),
    ...(op.notes ? { notes: placesOf(document.notes ?? [], notePlaces) } : {}),
  };
  return { document: { ...document, nodes, ...(notes ? { notes } : {}) }, inverse: [inverse] };
}

function moveAll<Item extends Placed>(items: readonly Item[], places: ReadonlyMap<string, Position>): Item[] {
  return items.map((item) => {
    const position = places.get(item.id);
    return position ? { ...item, position } : item;
  });
}

function placesOf(items: readonly Placed[], places: ReadonlyMap<string, Position>): Record<string, Position> {
  return Object.fromEntries(
    items.filter(({ id }) => places.has(id)).map(({ id, position }) => [id, position]),
  );
}

type Listed = {
  notes: NonNullable<FlowDocument['notes']>[number];
  groups: NonNullable<FlowDocument['groups']>[number];
};

/** Sets, replaces or, with null, removes a note or group. A list that gets empty leaves the document. */
function setListed<List extends keyof Listed>(
  document: FlowDocument,
  list: List,
  id: string,
  item: Listed[List] | null,
  place: number | undefined,
  inverseOf: (before: Listed[List] | null, at: { at?: number }) => FlowOperation,
): Applied {
  const before = (document[list] ?? []) as Listed[List][];
  const at = before.findIndex((other) => other.id === id);
  const known = before[at] ?? null;
  if (item === null && known === null) return { document, inverse: [] };
  const after =
    item === null
      ? removeAt(before, at)
      : known
        ? replaceAt(before, at, item)
        : insertAt(before, item, place);
  const { [list]: _, ...rest } = document;
  const changed = (after.length === 0 ? rest : { ...document, [list]: after }) as FlowDocument;
  return { document: changed, inverse: [inverseOf(known, item === null ? { at } : {})] };
}
