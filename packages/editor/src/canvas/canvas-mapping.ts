import { type FlowDocument, type FlowEdge, type FlowNode, portOf } from '@sista/shared/flow/flow.schema';
import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import { geometryOf, portTarget } from './card-geometry.ts';

/*
 * The one file that knows both worlds. It maps the document to what the canvas library wants and keeps the
 * identity of everything that did not change, so that only changed cards and edges are drawn again.
 */
export type CanvasNode = Node<Record<string, never>, 'step'>;
export type CanvasEdge = Edge<Record<string, never>, 'flow'>;

// A node's data stays empty: cards read their own slice of the document by id.
const noData: Record<string, never> = {};

type Mapped = { node: FlowNode; canvasNode: CanvasNode };
const mappedNodes = new WeakMap<CanvasNode, Mapped>();

/** Canvas nodes of a document. `previous` gives selection, and identity where node, place and label are the same. */
export function mapNodes(
  document: FlowDocument,
  previous: readonly CanvasNode[],
  labelOf: (node: FlowNode) => string,
): CanvasNode[] {
  const before = new Map(previous.map((canvasNode) => [canvasNode.id, canvasNode]));
  return document.nodes.map((node) => {
    const old = before.get(node.id);
    const label = labelOf(node);
    if (old && mappedNodes.get(old)?.node === node && old.ariaLabel === label) return old;
    const canvasNode = mapNode(node, label, old);
    mappedNodes.set(canvasNode, { node, canvasNode });
    return canvasNode;
  });
}

function mapNode(node: FlowNode, label: string, old: CanvasNode | undefined): CanvasNode {
  const { width, height } = geometryOf(node);
  return {
    id: node.id,
    type: 'step',
    position: old?.dragging ? old.position : node.position,
    data: noData,
    width,
    height,
    measured: { width, height },
    handles: handlesOf(node),
    selected: old?.selected ?? false,
    ariaLabel: label,
    // A group, not a button: the plus of a free way out lies in it.
    ariaRole: 'group',
    domAttributes: old?.domAttributes ?? { tabIndex: -1, 'aria-roledescription': 'step' },
  };
}

function handlesOf(node: FlowNode): NodeHandle[] {
  const { width, input, outputs } = geometryOf(node);
  const size = { width: portTarget, height: portTarget };
  const half = portTarget / 2;
  const handles: NodeHandle[] = outputs.map((port) => ({
    ...size,
    id: port.name,
    type: 'source',
    position: Position.Right,
    x: width - half,
    y: port.y - half,
  }));
  if (input)
    handles.push({ ...size, id: 'in', type: 'target', position: Position.Left, x: -half, y: input.y - half });
  return handles;
}

const mappedEdges = new WeakMap<CanvasEdge, FlowEdge>();

/** Canvas edges of a document, with identity kept as for nodes. */
export function mapEdges(document: FlowDocument, previous: readonly CanvasEdge[]): CanvasEdge[] {
  const before = new Map(previous.map((canvasEdge) => [canvasEdge.id, canvasEdge]));
  return document.edges.map((edge) => {
    const old = before.get(edge.id);
    if (old && mappedEdges.get(old) === edge) return old;
    const canvasEdge: CanvasEdge = {
      id: edge.id,
      type: 'flow',
      source: edge.source,
      sourceHandle: portOf(edge),
      target: edge.target,
      targetHandle: edge.targetPort ?? 'in',
      selected: old?.selected ?? false,
      data: noData,
    };
    mappedEdges.set(canvasEdge, edge);
    return canvasEdge;
  });
}

/** Makes exactly one node the tab stop of the canvas. Only the two nodes that change get new objects. */
export function withTabStop(nodes: readonly CanvasNode[], id: string | undefined): CanvasNode[] {
  return nodes.map((node) => {
    const tabIndex = node.id === id ? 0 : -1;
    if (node.domAttributes?.tabIndex === tabIndex) return node;
    return keepMapping(node, { ...node, domAttributes: { ...node.domAttributes, tabIndex } });
  });
}

/** The selection after a click or a command; nodes and edges that keep their state keep their identity. */
export function withSelection<Item extends CanvasNode | CanvasEdge>(
  items: readonly Item[],
  ids: ReadonlySet<string>,
): Item[] {
  return items.map((item) => {
    const selected = ids.has(item.id);
    if ((item.selected ?? false) === selected) return item;
    return keepMapping(item, { ...item, selected });
  });
}

/** A changed copy still belongs to the same part of the document. */
export function keepMapping<Item extends CanvasNode | CanvasEdge>(from: Item, to: Item): Item {
  const node = mappedNodes.get(from as CanvasNode);
  if (node) mappedNodes.set(to as CanvasNode, node);
  const edge = mappedEdges.get(from as CanvasEdge);
  if (edge) mappedEdges.set(to as CanvasEdge, edge);
  return to;
}
