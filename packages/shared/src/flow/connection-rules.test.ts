import { expect, it } from 'vitest';
import { connectionProblem } from './connection-rules.ts';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';

const flow = drawFlow('start > large, large.yes > tell, start > each, each.each > line', {
  large: { type: 'fork', name: 'Over 100?' },
  tell: { name: 'Tell the shop' },
  each: { type: 'for-each', name: 'Each line' },
  line: { name: 'Review line' },
});

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
  ['large', 'no', 'tell', undefined],
  ['each', 'out', 'tell', undefined],
  ['start', 'out', 'tell', undefined],
])('a connection from %s by %s to %s: %s', (source, sourcePort, target, expected) => {
  expect(connectionProblem(flow, testCatalogue, { source, sourcePort, target })).toBe(expected);
});
