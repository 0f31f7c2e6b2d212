import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { graphOf, topologicalOrder } from '@sista/shared/flow/flow-graph';
import type { CanvasStore } from './canvas-store.ts';

/**
 * Where an arrow leads from a card: left and right along the flow, up and down to a neighbour branch, else to the
 * nearest card that way. Undefined for other keys, and where there is nothing.
 */
export function nextCard(document: FlowDocument, from: string, key: string): string | undefined {
  const { nodes, out, into } = graphOf(document);
  const node = nodes.get(from);
  if (!node) return undefined;
  switch (key) {
    case 'ArrowRight':
      return out.get(from)?.[0]?.target ?? nearest(document, node, 'right');
    case 'ArrowLeft':
      return into.get(from)?.[0]?.source ?? nearest(document, node, 'left');
    case 'ArrowUp':
      return sibling(document, node, -1) ?? nearest(document, node, 'up');
    case 'ArrowDown':
      return sibling(document, node, 1) ?? nearest(document, node, 'down');
    case 'Home':
      return topologicalOrder(document)[0];
    case 'End':
      return topologicalOrder(document).at(-1);
    default:
      return undefined;
  }
}

/** The neighbour among the nodes that the same node leads to. */
function sibling(document: FlowDocument, node: FlowNode, step: 1 | -1): string | undefined {
  const { out, into } = graphOf(document);
  const parent = into.get(node.id)?.[0]?.source;
  if (parent === undefined) return undefined;
  const targets = [...new Set((out.get(parent) ?? []).map((edge) => edge.target))];
  return targets[targets.indexOf(node.id) + step];
}

type Direction = 'left' | 'right' | 'up' | 'down';

function nearest(document: FlowDocument, from: FlowNode, direction: Direction): string | undefined {
  const candidates = document.nodes
    .map((node) => ({
      id: node.id,
      dx: node.position.x - from.position.x,
      dy: node.position.y - from.position.y,
    }))
    .filter(({ id, dx, dy }) => id !== from.id && liesIn(direction, dx, dy))
    // Along the way counts once, beside it twice: a card straight ahead wins over a nearer one at the side.
    .map(({ id, dx, dy }) => ({
      id,
      far:
        direction === 'left' || direction === 'right'
          ? Math.abs(dx) + 2 * Math.abs(dy)
          : Math.abs(dy) + 2 * Math.abs(dx),
    }));
  return candidates.sort((one, other) => one.far - other.far)[0]?.id;
}

function liesIn(direction: Direction, dx: number, dy: number): boolean {
  if (direction === 'right') return dx > 0;
  if (direction === 'left') return dx < 0;
  return direction === 'down' ? dy > 0 : dy < 0;
}

/** Moves the focus to a card: it becomes the tab stop, is selected, and gets the keyboard once it is on screen. */
export function focusCard(canvas: CanvasStore, id: string): void {
  canvas.getState().focus(id);
  canvas.getState().select([id]);
  requestAnimationFrame(() => {
    const card = window.document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
    card?.focus({ preventScroll: true });
  });
}
