import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Connection, connectionProblem } from './connection-rules.ts';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import { blocksPublishing, flowIssues } from './flow-issues.ts';
import { bodyOf } from './loop-body.ts';
import { anyRightDrawing } from './random-flow.testing.ts';

const flow = drawFlow(
  'start > large, large.yes > tell, start > each, each.each > line, each.out > sum, other.each > deep, other.out > rest',
  {
    large: { type: 'fork', name: 'Over 100?' },
    tell: { name: 'Tell the shop' },
    each: { type: 'for-each', name: 'Each line' },
    line: { name: 'Review line' },
    sum: { name: 'Sum up' },
    other: { type: 'for-each', name: 'Each price' },
  },
);

it.each([
  ['tell', 'out', 'tell', 'A step cannot lead to itself.'],
  ['tell', 'out', 'start', 'A trigger starts the flow, so nothing can lead into it.'],
  [
    'tell',
    'out',
    'large',
    'That would be a circle: Over 100? already leads to Tell the shop. To repeat steps, use For each.',
  ],
  ['large', 'yes', 'tell', 'These two are already connected.'],
  ['large', 'maybe', 'tell', 'Over 100? has no way out called maybe.'],
  ['tell', 'out', 'line', 'Review line is inside Each line. Only steps of that loop can lead to it.'],
  ['each', 'out', 'line', 'Review line is inside Each line. Only steps of that loop can lead to it.'],
  ['tell', 'out', 'ghost', 'There is no step `ghost` any more.'],
  [
    'line',
    'out',
    'tell',
    'Tell the shop is outside Each line, for Over 100? leads to it. What comes after all items hangs on "when all are done".',
  ],
  [
    'line',
    'out',
    'sum',
    'Sum up is outside Each line, for "when all are done" leads to it. What comes after all items hangs on "when all are done".',
  ],
  [
    'each',
    'each',
    'tell',
    'Tell the shop is outside Each line, for Over 100? leads to it. What comes after all items hangs on "when all are done".',
  ],
  ['each', 'each', 'other', 'Each price would be inside Each line, and a loop holds no other loop.'],
  ['line', 'out', 'other', 'Each price would be inside Each line, and a loop holds no other loop.'],
  [
    'line',
    'out',
    'rest',
    'REST is outside Each line, for Each price leads to it. What comes after all items hangs on "when all are done".',
  ],
  ['each', 'out', 'other', undefined],
  ['sum', 'out', 'other', undefined],
  ['large', 'no', 'tell', undefined],
  ['each', 'out', 'tell', undefined],
  ['start', 'out', 'tell', undefined],
])('a connection from %s by %s to %s: %s', (source, sourcePort, target, expected) => {
  expect(connectionProblem(flow, testCatalogue, { source, sourcePort, target })).toBe(expected);
});

const allows = (document: FlowDocument, connection: Connection) =>
  connectionProblem(document, testCatalogue, connection) === undefined;
const canBePublished = (document: FlowDocument) => !blocksPublishing(flowIssues(document, testCatalogue));

it('made one at a time gives a drawing that can be published, whose loops keep to themselves', () => {
  fc.assert(
    fc.property(anyRightDrawing(allows), (document) => {
      expect(canBePublished(document)).toBe(true);
      const loops = document.nodes.filter(({ type }) => type === 'for-each').map(({ id }) => id);
      const inside = loops.flatMap((id) => [...bodyOf(document, id)]);
      expect(new Set(inside).size).toBe(inside.length);
      expect(inside.filter((id) => loops.includes(id))).toEqual([]);
    }),
  );
});

it('is refused only where the drawing could not be published with it', () => {
  const portsOf = (type: string) =>
    type === 'for-each' ? ['each', 'out'] : type === 'fork' ? ['yes', 'no'] : ['out'];
  fc.assert(
    fc.property(anyRightDrawing(allows), (document) => {
      const { nodes, edges } = document;
      for (const { id: source, type } of nodes)
        for (const sourcePort of portsOf(type))
          for (const { id: target } of nodes) {
            const edge = { source, sourcePort, target };
            if (allows(document, edge)) continue;
            expect(canBePublished({ ...document, edges: [...edges, { id: 'new', ...edge }] })).toBe(false);
          }
    }),
    { numRuns: 30 },
  );
});
