import { parseTemplate } from '../expression/parse-expression.ts';
import type { DataShape } from '../node/data-shape.ts';
import { shapeOf } from '../node/shape-of.ts';
import { itemShapeAt, mayBe } from '../node/shape-path.ts';
import type { FlowDocument, FlowNode } from './flow.schema.ts';
import { nodeById, topologicalOrder, upstreamOf } from './flow-graph.ts';
import { loopsAround } from './loop-body.ts';
import { isTrigger, type NodeCatalogue, triggerOf } from './node-catalogue.ts';

/** What a test or a capture has shown: `trigger`, and outputs by node id. */
export type FlowSample = {
  trigger?: unknown;
  steps?: Readonly<Record<string, { output?: unknown }>>;
};

const object = (properties: Record<string, DataShape>, closed = true): DataShape => ({
  type: 'object',
  properties,
  ...(closed ? { additionalProperties: false } : {}),
});

/**
 * The shape of all that the expressions of a node see, nearest step first; what a sample has beyond the declared
 * shapes is merged in.
 */
export function scopeShape(
  document: FlowDocument,
  nodeId: string,
  catalogue: NodeCatalogue,
  sample: FlowSample = {},
): DataShape {
  const upstream = upstreamOf(document, nodeId);
  const [loop] = loopsAround(document, nodeId);
  const nearestFirst = topologicalOrder(document)
    // A loop has no output before its items are over.
    .filter((id) => upstream.has(id) && id !== loop?.id)
    .reverse();
  const steps: Record<string, DataShape> = {};
  for (const id of nearestFirst) {
    const node = nodeById(document, id);
    if (!node || isTrigger(node, catalogue)) continue;
    steps[id] = { title: node.name, ...stepShape(document, id, catalogue, sample) };
  }
  const vars = Object.entries(document.vars ?? {}).map(
    ([name, value]) => [name, shapeOfValue(value)] as const,
  );
  return object({
    trigger: triggerShapeOf(document, catalogue, sample),
    steps: object(steps),
    ...(loop ? { item: itemShape(document, loop, catalogue, sample), index: { type: 'integer' } } : {}),
    vars: object(Object.fromEntries(vars)),
    run: object({ id: { type: 'string' }, mode: { enum: ['live', 'test', 'replay', 'fork', 'gate'] } }),
    now: { type: 'string', format: 'date-time' },
    callbacks: object(callbackShapes(document, loop)),
  });
}

/** The shape of `trigger`; open while the flow has none. */
export function triggerShapeOf(
  document: FlowDocument,
  catalogue: NodeCatalogue,
  sample: FlowSample = {},
): DataShape {
  const node = triggerOf(document, catalogue);
  const declared = (node && catalogue.get(node.type)?.outputShape(node.config)) ?? {};
  return sample.trigger === undefined ? declared : mergeShapes(declared, shapeOfValue(sample.trigger));
}

/** The shape of `steps.<id>`. */
export function stepShape(
  document: FlowDocument,
  id: string,
  catalogue: NodeCatalogue,
  sample: FlowSample = {},
): DataShape {
  const node = nodeById(document, id);
  const declared = (node && catalogue.get(node.type)?.outputShape(node.config)) ?? {};
  const seen = sample.steps?.[id];
  return object({
    output: seen?.output === undefined ? declared : mergeShapes(declared, shapeOfValue(seen.output)),
    error: object({ code: { type: 'string' }, message: { type: 'string' } }, false),
    meta: {},
  });
}

/** The shape of `item` inside a loop, where its list is a path or written out; open otherwise. */
export function itemShape(
  document: FlowDocument,
  loop: FlowNode,
  catalogue: NodeCatalogue,
  sample: FlowSample = {},
): DataShape {
  const { items } = loop.config;
  if (Array.isArray(items)) return shapeOf(items).items ?? {};
  const path = typeof items === 'string' ? parseTemplate(items).single?.plainPath : undefined;
  const [root, ...names] = path ?? [];
  const [id, ...inStep] = names;
  if (root === 'trigger') return itemShapeAt(triggerShapeOf(document, catalogue, sample), names);
  if (root === 'steps' && id) return itemShapeAt(stepShape(document, id, catalogue, sample), inStep);
  return root === 'vars' ? itemShapeAt(shapeOfValue(document.vars ?? {}), names) : {};
}

/** The addresses of the waits outside loops, and of those in the same loop. */
function callbackShapes(document: FlowDocument, loop: FlowNode | undefined): Record<string, DataShape> {
  const waiting = document.nodes.filter(
    (node) =>
      node.type === 'wait-for-callback' && loopsAround(document, node.id).every(({ id }) => id === loop?.id),
  );
  return Object.fromEntries(
    waiting.map((node) => [node.id, object({ url: { type: 'string', format: 'uri' } })]),
  );
}

const deepest = 12;
const mostItems = 20;

/** The shape of a value that was seen: open, since the next one may have other members. */
export function shapeOfValue(value: unknown, depth = 0): DataShape {
  if (value === null) return { type: 'null' };
  if (depth >= deepest || value === undefined) return {};
  if (Array.isArray(value)) {
    const [first, ...others] = value.slice(0, mostItems).map((item) => shapeOfValue(item, depth + 1));
    return first === undefined
      ? { type: 'array' }
      : { type: 'array', items: others.reduce(mergeShapes, first) };
  }
  if (typeof value !== 'object') return { type: typeof value as 'string' | 'number' | 'boolean' };
  const members = Object.entries(value).map(
    ([name, member]) => [name, shapeOfValue(member, depth + 1)] as const,
  );
  return { type: 'object', properties: Object.fromEntries(members) };
}

/** What is declared, and what was seen beside it. A closed shape takes nothing in. */
export function mergeShapes(declared: DataShape, seen: DataShape): DataShape {
  if (Object.keys(declared).length === 0) return seen;
  if (declared.items || seen.items) {
    const items =
      declared.items && seen.items ? mergeShapes(declared.items, seen.items) : (declared.items ?? seen.items);
    return items === undefined || !mayBe(declared, 'array') ? declared : { ...declared, items };
  }
  if (!seen.properties || !mayBe(declared, 'object') || declared.anyOf) return withType(declared, seen);
  const properties: Record<string, DataShape> = { ...declared.properties };
  for (const [name, shape] of Object.entries(seen.properties)) {
    const known = properties[name];
    if (known) properties[name] = mergeShapes(known, shape);
    else if (declared.additionalProperties !== false) properties[name] = shape;
  }
  return { ...declared, type: declared.type ?? 'object', properties };
}

/** Of two seen values of different kinds the shape says both. */
function withType(declared: DataShape, seen: DataShape): DataShape {
  const [a, b] = [declared.type, seen.type];
  const bothSeen = typeof a === 'string' && typeof b === 'string' && Object.keys(declared).length === 1;
  return bothSeen && a !== b ? { type: [a, b] } : declared;
}
