import fc from 'fast-check';
import { drawFlow } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import type { FlowOperation } from './flow-operations.ts';

const nodeIds = ['start', 'a', 'b', 'c', 'd'] as const;
const anyId = fc.constantFrom(...nodeIds, 'e', 'f');
const position = fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) });
const value = fc.oneof(
  fc.constantFrom<unknown>('plain', '{{ steps.a.output }}', '{{ steps.e.output & "steps.a" }}', 3, null),
  fc.constantFrom<unknown>('{{ item.sku & index }}', '{{ steps.b.output.items }}'),
  fc.constantFrom<unknown>({ deep: 1 }, { deep: { deeper: '{{ callbacks.b.url }}' } }, [
    'x',
    '{{ steps.b.error }}',
  ]),
);

/** What a step is, where it is not plain work. */
const types = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.constantFrom('merge', 'for-each', 'fork'),
);
const ports: Readonly<Record<string, readonly string[]>> = {
  'for-each': ['each', 'out'],
  fork: ['yes', 'no'],
};

/** By the port that a source has at this turn: `a.each > b`. */
const drawEdge = (source: string, target: string, type: string | undefined, turn: number) => {
  const [first, second] = ports[type ?? ''] ?? [];
  const port = turn % 2 === 0 ? first : second;
  return `${source}${port === undefined ? '' : `.${port}`} > ${target}`;
};

/** A flow of up to five steps, some of them loops, merges and decisions, with notes and groups. */
export const anyFlow: fc.Arbitrary<FlowDocument> = fc
  .record({
    edges: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...nodeIds), fc.constantFrom(...nodeIds), fc.nat({ max: 1 })),
      { selector: ([from, to]) => `${from} ${to}`, maxLength: 6 },
    ),
    types,
    configs: fc.dictionary(
      fc.constantFrom(...nodeIds),
      fc.dictionary(fc.constantFrom('text', 'body'), value),
    ),
    named: fc.boolean(),
    note: fc.boolean(),
    grouped: fc.subarray([...nodeIds]),
  })
  .map(({ edges, types, configs, named, note, grouped }) => {
    const nodes = Object.fromEntries(
      nodeIds.map((id) => [
        id,
        { ...(types[id] ? { type: types[id] } : {}), ...(configs[id] ? { config: configs[id] } : {}) },
      ]),
    );
    const drawn = edges.map(([source, target, turn]) => drawEdge(source, target, types[source], turn));
    const document = drawFlow(drawn.join(','), nodes);
    return {
      ...document,
      name: named ? 'Named' : 'Drawn',
      ...(note
        ? { notes: [{ id: 'n1', text: 'A note', tone: 'blue' as const, position: { x: 0, y: 0 } }] }
        : {}),
      ...(grouped.length > 0 ? { groups: [{ id: 'g1', name: 'Group', nodeIds: grouped }] } : {}),
    };
  });

/** Operations that may fit such a flow or not. */
export const anyOps: fc.Arbitrary<FlowOperation[]> = fc.array(
  fc.oneof(
    anyId.map(
      (id): FlowOperation => ({
        op: 'addNode',
        node: {
          id,
          type: 'work',
          name: 'New',
          position: { x: 1, y: 1 },
          config: { text: '{{ steps.a.output }}' },
        },
      }),
    ),
    anyId.map((id): FlowOperation => ({ op: 'removeNode', id })),
    fc
      .tuple(
        anyId,
        fc.constantFrom(['text'], ['body', 'deep'], ['body', 'deep', 'deeper'], ['text', '0'], []),
        value,
      )
      .map(
        ([id, path, set]): FlowOperation => ({
          op: 'setField',
          id,
          path,
          value: path.length === 0 ? { text: set } : set,
        }),
      ),
    fc
      .tuple(anyId, fc.constantFrom('text', 'body'))
      .map(([id, name]): FlowOperation => ({ op: 'setField', id, path: [name] })),
    fc
      .tuple(anyId, fc.constantFrom('stop' as const, 'port' as const))
      .map(([id, onError]): FlowOperation => ({ op: 'setOption', id, option: 'onError', value: onError })),
    fc
      .tuple(anyId, fc.constantFrom('One', 'Two'))
      .map(([id, name]): FlowOperation => ({ op: 'rename', id, name })),
    fc.tuple(anyId, anyId).map(([id, to]): FlowOperation => ({ op: 'changeAddress', id, to })),
    fc
      .tuple(anyId, anyId, fc.integer({ min: 1, max: 20 }))
      .map(
        ([source, target, n]): FlowOperation => ({ op: 'connect', edge: { id: `e${n}`, source, target } }),
      ),
    fc.integer({ min: 1, max: 8 }).map((n): FlowOperation => ({ op: 'disconnect', id: `e${n}` })),
    fc
      .tuple(anyId, position)
      .map(([id, at]): FlowOperation => ({ op: 'move', positions: { [id]: at }, notes: { n1: at } })),
    fc.constantFrom<FlowOperation>(
      { op: 'setNote', id: 'n1', note: null },
      { op: 'setNote', id: 'n2', note: { id: 'n2', text: 'New', tone: 'red', position: { x: 2, y: 2 } } },
      { op: 'setGroup', id: 'g1', group: null },
      { op: 'setGroup', id: 'g1', group: { id: 'g1', name: 'Other', nodeIds: ['a'] } },
      { op: 'setDocumentField', field: 'vars', value: { limit: 1 } },
      { op: 'setDocumentField', field: 'vars' },
      { op: 'setDocumentField', field: 'name', value: 'Renamed' },
    ),
  ),
  { maxLength: 8 },
);

const grown = ['start', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];

/**
 * A drawing that publishing takes, with loops, merges and decisions: steps are put behind others as an editor would
 * put them, and what `allows` refuses is left out.
 */
export function anyRightDrawing(
  allows: (document: FlowDocument, edge: { source: string; sourcePort?: string; target: string }) => boolean,
): fc.Arbitrary<FlowDocument> {
  const proposals = fc.array(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 7 }), fc.nat({ max: 1 })), {
    minLength: 6,
    maxLength: 24,
  });
  return fc.record({ types, proposals }).map(({ types, proposals }) => {
    const nodes = Object.fromEntries(grown.map((id) => [id, types[id] ? { type: types[id] } : {}]));
    let document = drawFlow('', nodes);
    for (const [at, [from, to, turn]] of proposals.entries()) {
      const [source = '', target = ''] = [grown[from], grown[to]];
      const sourcePort = ports[types[source] ?? '']?.[turn];
      const edge = { source, target, ...(sourcePort === undefined ? {} : { sourcePort }) };
      if (allows(document, edge))
        document = { ...document, edges: [...document.edges, { id: `e${at}`, ...edge }] };
    }
    return document;
  });
}
