import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { bodiesOf } from '@sista/shared/flow/loop-body';
import { nodesById } from './canvas-context.ts';
import type { CanvasNode } from './canvas-mapping.ts';
import { geometryOf } from './card-geometry.ts';

/** A rectangle behind the cards that repeat, in the canvas's own units. */
export type LoopArea = {
  loopId: string;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
};

// The top has room for the area's name above the badges of the cards.
const margin = { side: 20, top: 46, bottom: 22 };

/** The area of each loop that has a body; derived from where its cards are right now, never stored. */
export function loopAreas(document: FlowDocument, placed: readonly CanvasNode[]): LoopArea[] {
  const bodies = [...bodiesOf(document)].filter(([, body]) => body.size > 0);
  if (bodies.length === 0) return [];
  const places = new Map(placed.map(({ id, position }) => [id, position]));
  const nodes = nodesById(document);
  return bodies.flatMap(([loopId, body]) => {
    const boxes = [...body].flatMap((id) => {
      const node = nodes.get(id);
      const position = places.get(id) ?? node?.position;
      if (!node || !position) return [];
      const { width, height } = geometryOf(node);
      return [{ left: position.x, top: position.y, right: position.x + width, bottom: position.y + height }];
    });
    if (boxes.length === 0) return [];
    const x = Math.min(...boxes.map(({ left }) => left)) - margin.side;
    const y = Math.min(...boxes.map(({ top }) => top)) - margin.top;
    const right = Math.max(...boxes.map((box) => box.right)) + margin.side;
    const bottom = Math.max(...boxes.map((box) => box.bottom)) + margin.bottom;
    const name = nodes.get(loopId)?.name ?? loopId;
    return [{ loopId, name, x, y, width: right - x, height: bottom - y }];
  });
}
