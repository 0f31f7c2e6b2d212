import type { FlowDocument, FlowNode } from './flow.schema.ts';
import { nodeById } from './flow-graph.ts';
import type { Position } from './flow-operations.ts';
import { type NodeCatalogue, portsOf } from './node-catalogue.ts';

/** Everything on the canvas stands on this grid, in px at zoom 1. */
export const gridSize = 8;
export const cardWidth = 240;
export const cardHeight = 72;
/** Each way out beyond the first makes a card this much higher. */
export const outputHeight = 24;

const gapX = 40;
const gapY = 24;

export const snap = (value: number): number => Math.round(value / gridSize) * gridSize;

/** The size of a card: a function of its data alone, so nothing has to be measured. */
export function cardSize(outputs: number): { width: number; height: number } {
  return { width: cardWidth, height: cardHeight + Math.max(0, outputs - 1) * outputHeight };
}

export function cardSizeOf(node: FlowNode, catalogue: NodeCatalogue): { width: number; height: number } {
  const definition = catalogue.get(node.type);
  return cardSize(definition ? portsOf(node, definition).length : 1);
}

export type PlaceRequest = {
  /** To the right of this node. */
  after?: string;
  /** Or as near as possible to this point. Without both: behind the last card. */
  at?: Position;
  /** How many ways out the new node has. */
  outputs?: number;
};

/** A free place for a new card, on the grid and clear of all others: the wanted one, else the nearest below it. */
export function placeNode(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  request: PlaceRequest = {},
): Position {
  const wanted = wantedPlace(document, request);
  const size = cardSize(request.outputs ?? 1);
  const cards = document.nodes.map((node) => ({ ...node.position, ...cardSizeOf(node, catalogue) }));
  let y = snap(wanted.y);
  const x = snap(wanted.x);
  for (;;) {
    const inWay = cards.find(
      (card) =>
        x < card.x + card.width + gapX / 2 &&
        card.x < x + size.width + gapX / 2 &&
        y < card.y + card.height + gapY &&
        card.y < y + size.height + gapY,
    );
    if (!inWay) return { x, y };
    // Upwards to the grid: rounding down would meet the same card again.
    y = Math.ceil((inWay.y + inWay.height + gapY) / gridSize) * gridSize;
  }
}

function wantedPlace(document: FlowDocument, { after, at }: PlaceRequest): Position {
  if (at) return at;
  const before = after === undefined ? undefined : nodeById(document, after);
  const last = before ?? document.nodes.reduce<FlowNode | undefined>(rightmost, undefined);
  return last ? { x: last.position.x + cardWidth + gapX, y: last.position.y } : { x: 0, y: 0 };
}

function rightmost(best: FlowNode | undefined, node: FlowNode): FlowNode {
  return best && best.position.x >= node.position.x ? best : node;
}
