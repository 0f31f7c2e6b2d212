import { connectionProblem } from '@sista/shared/flow/connection-rules';
import { freshEdgeId } from '@sista/shared/flow/diff-flows';
import { type FlowDocument, type FlowEdge, type FlowNode, portOf } from '@sista/shared/flow/flow.schema';
import { graphOf } from '@sista/shared/flow/flow-graph';
import type { FlowOperation, Position } from '@sista/shared/flow/flow-operations';
import { copyPart, pastePart } from '@sista/shared/flow/flow-part';
import { freshNodeId } from '@sista/shared/flow/fresh-node-id';
import { isTrigger, portsOf } from '@sista/shared/flow/node-catalogue';
import { cardWidth, placeNode } from '@sista/shared/flow/place-node';
import { nodeDefinitions } from '@sista/shared/nodes';
import { catalogue } from '../catalogue.ts';

/*
 * Commands are pure: they take a document and return operations with the words for undo. Whoever calls them applies
 * these to the store, so that every gesture, key and menu entry does the same thing.
 */
export type Command = { ops: FlowOperation[]; what: string; nodeId?: string };

/** Where a new step goes. `edge` puts it in the middle of a connection. */
export type AddPlace = { after?: { nodeId: string; port: string }; edge?: string; at?: Position };

/** Adds a step of a type: connected behind another one, in the middle of an edge, or free at a point. */
export function addStep(document: FlowDocument, type: string, place: AddPlace = {}): Command {
  const definition = nodeDefinitions[type];
  if (!definition) throw new Error(`no node type ${type} in the catalogue`);
  const edge = document.edges.find((candidate) => candidate.id === place.edge);
  const after = edge ? { nodeId: edge.source, port: portOf(edge) } : place.after;
  const taken = new Set(document.nodes.map((node) => node.id));
  const config = structuredClone(definition.initial) as Record<string, unknown>;
  const outputs = definition.ports(config).length;
  const node: FlowNode = {
    id: freshNodeId(definition.title, taken),
    type,
    name: freshName(document, definition.title),
    position: placeNode(document, catalogue, {
      ...(after ? { after: after.nodeId } : {}),
      ...(place.at ? { at: place.at } : {}),
      outputs,
    }),
    config,
  };
  const ops: FlowOperation[] = [];
  if (edge && !definition.trigger) {
    ops.push({ op: 'disconnect', id: edge.id }, ...makeRoom(document, edge, node));
  }
  ops.push({ op: 'addNode', node });
  if (after && !definition.trigger)
    ops.push(connectOp(document, ops, { source: after.nodeId, port: after.port, target: node.id }));
  if (edge && !definition.trigger) {
    const first = portsOf(node, definition)[0]?.name;
    if (first !== undefined)
      ops.push(connectOp(document, ops, { source: node.id, port: first, target: edge.target }));
  }
  return { ops, what: `Add ${node.name}`, nodeId: node.id };
}

type Ends = { source: string; port: string; target: string };

function connectOp(
  document: FlowDocument,
  ops: readonly FlowOperation[],
  { source, port, target }: Ends,
): FlowOperation {
  const added = ops.flatMap((op) => (op.op === 'connect' ? [op.edge.id] : []));
  const id = freshEdgeId(new Set([...document.edges.map((edge) => edge.id), ...added]));
  return { op: 'connect', edge: { id, source, sourcePort: port, target } };
}

/** Moves what comes after an edge to the right when a card is put into it. */
function makeRoom(document: FlowDocument, edge: FlowEdge, node: FlowNode): FlowOperation[] {
  const { nodes, out } = graphOf(document);
  const target = nodes.get(edge.target);
  const source = nodes.get(edge.source);
  if (!target || !source) return [];
  node.position = { x: source.position.x + cardWidth + 40, y: target.position.y };
  const needed = node.position.x + cardWidth + 40 - target.position.x;
  if (needed <= 0) return [];
  const behind = new Set([edge.target]);
  for (const id of behind) for (const next of out.get(id) ?? []) behind.add(next.target);
  const positions: Record<string, Position> = {};
  for (const id of behind) {
    const moved = nodes.get(id);
    if (moved) positions[id] = { x: moved.position.x + needed, y: moved.position.y };
  }
  return [{ op: 'move', positions }];
}

/** "Branch", then "Branch 2": names need not differ, but lists read better when they do. */
function freshName(document: FlowDocument, title: string): string {
  const names = new Set(document.nodes.map((node) => node.name));
  if (!names.has(title)) return title;
  for (let number = 2; ; number += 1) if (!names.has(`${title} ${number}`)) return `${title} ${number}`;
}

/** The first way out of a step that leads nowhere yet, else its first; undefined where its path ends. */
export function freePort(document: FlowDocument, nodeId: string): string | undefined {
  const { nodes, out } = graphOf(document);
  const node = nodes.get(nodeId);
  const definition = node && catalogue.get(node.type);
  if (!node || !definition) return undefined;
  const used = new Set((out.get(nodeId) ?? []).map(portOf));
  const ports = portsOf(node, definition).map((port) => port.name);
  return ports.find((name) => !used.has(name)) ?? ports[0];
}

/** Connects two steps, or tells in a sentence why it cannot be. */
export function connect(document: FlowDocument, ends: Ends): Command | string {
  const { source, port, target } = ends;
  const problem = connectionProblem(document, catalogue, { source, sourcePort: port, target });
  if (problem !== undefined) return problem;
  const { nodes } = graphOf(document);
  return {
    ops: [connectOp(document, [], ends)],
    what: `Connect ${nodes.get(source)?.name} to ${nodes.get(target)?.name}`,
  };
}

export function disconnect(document: FlowDocument, edgeIds: readonly string[]): Command {
  const known = document.edges.filter((edge) => edgeIds.includes(edge.id));
  return { ops: known.map((edge) => ({ op: 'disconnect', id: edge.id })), what: 'Remove a connection' };
}

/** Removes steps. A single one with one way in and one way out leaves its neighbours connected. */
export function removeSteps(document: FlowDocument, ids: readonly string[]): Command & { bridged: boolean } {
  const { nodes, into, out } = graphOf(document);
  const known = ids.filter((id) => nodes.has(id));
  const ops: FlowOperation[] = known.map((id) => ({ op: 'removeNode', id }));
  const [only] = known;
  const before = only === undefined ? [] : (into.get(only) ?? []);
  const behind = only === undefined ? [] : (out.get(only) ?? []);
  const [entering, leaving] = [before[0], behind[0]];
  let bridged = false;
  if (known.length === 1 && before.length === 1 && behind.length === 1 && entering && leaving) {
    const ends = { source: entering.source, port: portOf(entering), target: leaving.target };
    bridged = !document.edges.some(
      (edge) => edge.source === ends.source && edge.target === ends.target && portOf(edge) === ends.port,
    );
    if (bridged) ops.push(connectOp(document, ops, ends));
  }
  const what =
    known.length === 1 ? `Remove ${nodes.get(known[0] ?? '')?.name}` : `Remove ${known.length} steps`;
  return { ops, what, bridged };
}

/** Copies steps a little below and right of themselves, with the connections between them. */
export function duplicateSteps(document: FlowDocument, ids: readonly string[]): Command & { ids: string[] } {
  const free = ids.filter((id) => {
    const node = graphOf(document).nodes.get(id);
    return node !== undefined && !isTrigger(node, catalogue);
  });
  const pasted = pastePart(document, copyPart(document, new Set(free)));
  return {
    ops: pasted.ops,
    ids: pasted.ids,
    what: free.length === 1 ? 'Duplicate a step' : `Duplicate ${free.length} steps`,
  };
}

/** Moves cards; `positions` are by node id. Cards that stay where they are make no operation. */
export function moveSteps(document: FlowDocument, positions: Readonly<Record<string, Position>>): Command {
  const { nodes } = graphOf(document);
  const moved = Object.entries(positions).filter(([id, { x, y }]) => {
    const node = nodes.get(id);
    return node !== undefined && (node.position.x !== x || node.position.y !== y);
  });
  if (moved.length === 0) return { ops: [], what: '' };
  const what =
    moved.length === 1 ? `Move ${nodes.get(moved[0]?.[0] ?? '')?.name}` : `Move ${moved.length} steps`;
  return { ops: [{ op: 'move', positions: Object.fromEntries(moved) }], what };
}
