import { connectionProblem } from '@sista/shared/flow/connection-rules';
import { drawFlow, testCatalogue } from '@sista/shared/flow/draw-flow.testing';
import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import fc from 'fast-check';

const allows = (document: FlowDocument, edge: { source: string; sourcePort?: string; target: string }) =>
  connectionProblem(document, testCatalogue, edge) === undefined;

const ports: Readonly<Record<string, readonly string[]>> = {
  'for-each': ['each', 'each', 'out'],
  fork: ['yes', 'no'],
};
const grown = ['start', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/**
 * A drawing that publishing takes: each step hangs on one before it and, where that is allowed, on a second one, so
 * that nearly everything is reached, loops have bodies and paths meet.
 */
export const anyDrawing: fc.Arbitrary<FlowDocument> = fc
  .array(
    fc.record({
      type: fc.constantFrom('work', 'work', 'work', 'work', 'work', 'merge', 'fork', 'for-each', 'for-each'),
      parents: fc.tuple(fc.nat({ max: 40 }), fc.option(fc.nat({ max: 40 }))),
      turn: fc.nat({ max: 5 }),
    }),
    { minLength: 2, maxLength: grown.length - 1, size: 'max' },
  )
  .map((steps) => {
    const types = new Map(steps.map(({ type }, at) => [grown[at + 1] ?? '', type]));
    let document = drawFlow('', {
      start: {},
      ...Object.fromEntries([...types].map(([id, type]) => [id, { type }])),
    });
    for (const [at, { parents, turn }] of steps.entries()) {
      const before = grown.slice(0, at + 1).reverse();
      for (const [nth, parent] of parents.entries()) {
        if (parent === null) continue;
        // Mostly one of the last, so that paths are long and not only wide.
        const near = parent < 30 ? before.slice(0, 2) : before;
        const source = near[parent % near.length] ?? 'start';
        const own = ports[types.get(source) ?? ''];
        const sourcePort = own?.[turn % own.length];
        const edge = { source, target: grown[at + 1] ?? '', ...(sourcePort ? { sourcePort } : {}) };
        if (allows(document, edge))
          document = { ...document, edges: [...document.edges, { id: `e${at}-${nth}`, ...edge }] };
      }
    }
    return document;
  });
