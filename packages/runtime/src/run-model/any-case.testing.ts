import { connectionProblem } from '@sista/shared/flow/connection-rules';
import { drawFlow, testCatalogue } from '@sista/shared/flow/draw-flow.testing';
import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import fc from 'fast-check';
import type { Behaviour, Call, RunScript } from './model-run.testing.ts';

/** A flow, its input, and what the world outside does to it. */
export type FlowCase = {
  document: FlowDocument;
  body: { n: number; nothing: null; list: number[] };
  answers: Record<string, readonly Behaviour[]>;
  calls: Record<string, readonly Call[]>;
};

const small = fc.nat({ max: 4 });
const kinds = ['set-values', 'http-request', 'delay', 'wait-for-callback', 'filter', 'stop'] as const;
const weighted = (withWaits: boolean) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(kinds[0]) },
    { weight: 8, arbitrary: fc.constant(kinds[1]) },
    { weight: withWaits ? 4 : 0, arbitrary: fc.constant(kinds[2]) },
    { weight: withWaits ? 4 : 0, arbitrary: fc.constant(kinds[3]) },
    { weight: 3, arbitrary: fc.constant(kinds[4]) },
    { weight: 1, arbitrary: fc.constant(kinds[5]) },
  );
const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  refusals: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constant(1_000) },
  ),
  status: fc.oneof({ weight: 4, arbitrary: fc.constant(200) }, { weight: 1, arbitrary: fc.constant(404) }),
  n: small,
});
const call: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('answered' as const, 'answered' as const, 'early' as const, 'expires' as const),
  n: small,
});
const dressOf = (withWaits: boolean) =>
  fc.record({
    kind: weighted(withWaits),
    onError: fc.constantFrom('stop' as const, 'continue' as const, 'port' as const),
    attempts: fc.constantFrom(undefined, undefined, 2, 3),
    backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
    method: fc.constantFrom('GET', 'PUT', 'PUT', 'POST'),
    honoursKeys: fc.boolean(),
    turn: fc.nat({ max: 5 }),
    refs: fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })),
    plus: small,
    concurrency: fc.integer({ min: 1, max: 3 }),
    onItemError: fc.constantFrom('stop' as const, 'collect' as const),
    hasResult: fc.boolean(),
    list: fc.constantFrom<unknown>(
      '{{ trigger.body.list }}',
      '{{ trigger.body.list }}',
      [7, 8],
      ['{{ trigger.body.n }}', 1, 2],
      ['{{ trigger.body.n }}', null, 2],
      ...(['{{ trigger.body.list }}', [3], [5, 6]] as const),
      '{{ trigger.body.nothing }}',
    ),
    seconds: fc.constantFrom(0, 20, 50),
    status: fc.constantFrom('succeeded' as const, 'failed' as const),
    answers: fc.array(behaviour, { minLength: 1, maxLength: 3 }),
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  });
type Dress = ReturnType<typeof dressOf> extends fc.Arbitrary<infer One> ? One : never;

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
const drawing: fc.Arbitrary<FlowDocument> = fc
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

/**
 * Random flows over the node types that the model knows. Expressions name only steps that are over by then, since
 * what a step beside says is chance. Requests go to `<origin>/<key of the case>/<node>/<item>`.
 */
export function anyCase(origin: string, { withWaits = true } = {}): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      drawing,
      dresses: fc.array(dressOf(withWaits), { minLength: 8, maxLength: 8 }),
      body: fc.record({
        n: small,
        nothing: fc.constant(null),
        list: fc.array(small, { maxLength: 4, size: 'max' }),
      }),
    })
    .map(({ drawing, dresses, body }) => dress(origin, drawing, dresses, body));
}

export function scriptOf({ answers, calls }: FlowCase): RunScript {
  const pick = <T>(list: readonly T[] | undefined, path: string): T => {
    const one = list?.[Number(path) % list.length];
    if (one === undefined) throw new Error('the case has no script for this step');
    return one;
  };
  return {
    answerOf: ({ nodeId, path }) => pick(answers[nodeId], path),
    callOf: ({ nodeId, path }) => pick(calls[nodeId], path),
  };
}

function dress(
  origin: string,
  drawing: FlowDocument,
  dresses: readonly Dress[],
  body: FlowCase['body'],
): FlowCase {
  const worn = new Map(drawing.nodes.flatMap(({ id }, at) => (at === 0 ? [] : [[id, dresses[at - 1]]])));
  const nodes = drawing.nodes.map((node): FlowNode => {
    const own = worn.get(node.id);
    if (!own) return { ...node, type: 'trigger-webhook' };
    const type = typeOf(node, own);
    return { ...node, type, ...optionsOf(type, own) };
  });
  const edges = drawing.edges.map((edge, at) => {
    const source = nodes.find(({ id }) => id === edge.source);
    const port = source && otherPort(source, portOf(edge), at);
    return port === undefined ? edge : { ...edge, sourcePort: port };
  });
  const drawn = { ...drawing, nodes, edges };
  const whole = nodes.map((node) => {
    const own = worn.get(node.id);
    return own ? { ...node, config: configOf(origin, drawn, node, own) } : node;
  });
  const scripts = <T>(of: (own: Dress) => T) =>
    Object.fromEntries([...worn].flatMap(([id, own]) => (own ? [[id, of(own)]] : [])));
  return {
    document: { ...drawn, nodes: whole },
    body,
    answers: scripts(answersOf),
    calls: scripts((own) => own.calls),
  };
}

/** Who refuses to the last refuses for ever: one more request after a crash must not change what comes of it. */
const answersOf = ({ answers, attempts = 1 }: Dress) =>
  answers.map((one) => ({ ...one, refusals: one.refusals >= attempts ? 1_000 : one.refusals }));

const typeOf = ({ type }: FlowNode, own: Dress) =>
  type === 'work' ? own.kind : type === 'fork' ? 'branch' : type;

function optionsOf(type: string, { onError, attempts, backoff }: Dress): Partial<FlowNode> {
  if (type === 'stop') return {};
  const retry = type === 'http-request' && attempts ? { retry: { attempts, backoff } } : {};
  return { onError, ...retry };
}

/** Some edges hang on the ports for what goes wrong. */
function otherPort({ type, onError }: FlowNode, port: string, at: number): string | undefined {
  if (port !== 'out') return undefined;
  if (type === 'wait-for-callback' && at % 2 === 0) return 'expired';
  return onError === 'port' && at % 3 === 0 ? 'error' : undefined;
}

function configOf(
  origin: string,
  document: FlowDocument,
  node: FlowNode,
  own: Dress,
): Record<string, unknown> {
  const loop = loopAround(document, node.id);
  const [one, two] = own.refs;
  const known = numbersFor(document, node.id, loop);
  const sum = `{{ ${known[one % known.length]} + ${own.plus} }}`;
  const test = `{{ (${known[two % known.length]} + ${own.plus}) % 3 > 0 }}`;
  switch (node.type) {
    case 'set-values':
      return { values: { v: sum, ...copyOf(document, node.id, two) } };
    case 'branch':
      return { conditions: [{ port: 'yes', when: test }], otherwise: 'no' };
    case 'filter':
      return { when: test };
    case 'delay':
      return { mode: 'for', amount: own.seconds, unit: 'seconds' };
    case 'wait-for-callback':
      return { expiresAfterSeconds: 100 };
    case 'stop':
      return { status: own.status, message: 'Enough', output: { v: sum } };
    case 'http-request': {
      const url = `${origin}/{{ trigger.body.key }}/${node.id}/${loop ? '{{ index }}' : ''}`;
      if (own.method === 'GET') return { method: 'GET', url };
      const { method, honoursKeys } = own;
      return { method, url, body: 'json', json: { v: sum }, honoursKeys };
    }
    case 'for-each': {
      const inside = numbersFor(document, node.id, node.id);
      const result = own.hasResult ? { result: `{{ ${inside[two % inside.length]} + index }}` } : {};
      const { concurrency, onItemError } = own;
      return { items: own.list, concurrency, onItemError, ...result };
    }
    default:
      return {};
  }
}

/** A whole output or an error's code of a step before this one. */
function copyOf(document: FlowDocument, nodeId: string, pick: number): Record<string, string> {
  const before = [...stepsBefore(document, nodeId)];
  const source = before[pick % before.length];
  if (source === undefined || pick % 3 > 0) return {};
  return { copy: `{{ steps.${source}.output }}`, code: `{{ steps.${source}.error.code }}` };
}

/** Expressions that give a number where they give anything, each over by the time they are read. */
function numbersFor(document: FlowDocument, nodeId: string, loop: string | undefined): string[] {
  const before = stepsBefore(document, nodeId);
  // When a loop makes the result of an item, all steps of its body are over.
  const body = loop === nodeId ? bodyOf(document, nodeId) : new Set<string>();
  const places: Record<string, string> = {
    'set-values': 'output.v',
    'http-request': 'output.body.n',
    'wait-for-callback': 'output.body.n',
    delay: 'output.waitedMs',
    'for-each': 'output.count',
  };
  const steps = document.nodes.flatMap(({ id, type }) => {
    const place = places[type];
    return place !== undefined && (before.has(id) || body.has(id)) ? [`steps.${id}.${place}`] : [];
  });
  return [
    ...steps,
    ...steps,
    ...['trigger.body.n', 'trigger.body.n', 'trigger.body.n', 'trigger.body.n'],
    'trigger.body.nothing',
    ...(loop ? ['item', 'item', 'index', 'index'] : ['trigger.body.missing', 'trigger.body.n']),
  ];
}

function bodyOf(document: FlowDocument, loopId: string): Set<string> {
  const body = new Set<string>();
  const follow = (id: string, port?: string): void => {
    for (const edge of document.edges)
      if (edge.source === id && (port === undefined || portOf(edge) === port) && !body.has(edge.target)) {
        body.add(edge.target);
        follow(edge.target);
      }
  };
  follow(loopId, 'each');
  return body;
}

const loopAround = (document: FlowDocument, nodeId: string) =>
  document.nodes.find(({ id, type }) => type === 'for-each' && bodyOf(document, id).has(nodeId))?.id;

/** All that leads here; a loop is not over while its body runs. */
function stepsBefore(document: FlowDocument, nodeId: string): Set<string> {
  const found = new Set<string>();
  const follow = (id: string): void => {
    for (const { source, target } of document.edges)
      if (target === id && !found.has(source)) {
        found.add(source);
        follow(source);
      }
  };
  follow(nodeId);
  const loop = loopAround(document, nodeId);
  if (loop) found.delete(loop);
  found.delete(document.nodes[0]?.id ?? '');
  return found;
}
