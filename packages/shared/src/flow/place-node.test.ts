import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';
import { applyOp } from './flow-operations.ts';
import { cardSize, cardSizeOf, placeNode } from './place-node.ts';

it('makes a card higher by 24 px for each way out beyond the first', () => {
  expect([0, 1, 2, 4].map((outputs) => cardSize(outputs).height)).toEqual([72, 72, 96, 144]);
  const flow = drawFlow('a.yes > b', { a: { type: 'fork' }, b: { onError: 'port' } });
  expect(flow.nodes.map((node) => cardSizeOf(node, testCatalogue).height)).toEqual([96, 96]);
});

it('places the first card at the origin, the next ones to the right', () => {
  expect(placeNode(drawFlow(''), testCatalogue)).toEqual({ x: 0, y: 0 });
  expect(placeNode(drawFlow('start > a'), testCatalogue, { after: 'a' })).toEqual({ x: 560, y: 0 });
});

it('goes below what stands in the way', () => {
  const flow = drawFlow('start > a');
  expect(placeNode(flow, testCatalogue, { after: 'start' })).toEqual({ x: 280, y: 96 });
});

it('never places a card on another, and always on the grid', () => {
  const point = fc.record({ x: fc.integer({ min: -300, max: 300 }), y: fc.integer({ min: -300, max: 300 }) });
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: point, outputs: fc.integer({ min: 1, max: 3 }) }), { maxLength: 15 }),
      (requests) => {
        let flow = drawFlow('');
        for (const [n, request] of requests.entries()) {
          const position = placeNode(flow, testCatalogue, request);
          expect([position.x % 8, position.y % 8].map(Math.abs)).toEqual([0, 0]);
          const size = cardSize(request.outputs);
          for (const other of flow.nodes) {
            const theirs = cardSizeOf(other, testCatalogue);
            const apart =
              position.x >= other.position.x + theirs.width ||
              other.position.x >= position.x + size.width ||
              position.y >= other.position.y + theirs.height ||
              other.position.y >= position.y + size.height;
            expect(apart).toBe(true);
          }
          const node = { id: `n${n}`, type: 'work', name: 'N', position, config: {} };
          flow = applyOp(flow, { op: 'addNode', node }).document;
        }
      },
    ),
  );
});
