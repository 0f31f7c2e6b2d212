import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { portOf } from '@sista/shared/flow/flow.schema';
import fc from 'fast-check';
import { anyDrawing } from './any-drawing.testing.ts';
import { configOf } from './case-config.testing.ts';
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
export type Dress = ReturnType<typeof dressOf> extends fc.Arbitrary<infer One> ? One : never;

/**
 * Random flows over the node types that the model knows. Expressions name only steps that are over by then, since
 * what a step beside says is chance. Requests go to `<origin>/<key of the case>/<node>/<item>`.
 */
export function anyCase(origin: string, { withWaits = true } = {}): fc.Arbitrary<FlowCase> {
  return fc
    .record({
      drawing: anyDrawing,
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
const answersOf = ({ answers, attempts }: Dress) =>
  answers.map((one) => ({ ...one, refusals: one.refusals >= (attempts ?? 1) ? 1_000 : one.refusals }));

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
