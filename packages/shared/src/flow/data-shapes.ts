import type { DataShape } from '../node/data-shape.ts';
import type { FlowDocument } from './flow.schema.ts';
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
  const nearestFirst = topologicalOrder(document)
    .filter((id) => upstream.has(id))
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
  const inLoop = loopsAround(document, nodeId).length > 0;
  return object({
    trigger: triggerShapeOf(document, catalogue, sample),
    steps: object(steps),
    ...(inLoop ? { item: {}, index: { type: 'integer' } } : {}),
    vars: object(Object.fromEntries(vars)),
    run: object({ id: { type: 'string' }, mode: { enum: ['live', 'test', 'replay', 'fork', 'gate'] } }),
    now: { type: 'string', format: 'date-time' },
    callbacks: object(callbackShapes(document)),
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

function callbackShapes(document: FlowDocument): Record<string, DataShape> {
  const waiting = document.nodes.filter((node) => node.type === 'wait-for-callback');
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
    return items === undefined || !hasType(declared, 'array') ? declared : { ...declared, items };
  }
  if (!seen.properties || !hasType(declared, 'object') || declared.anyOf) return withType(declared, seen);
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

const hasType = (shape: DataShape, type: string) =>
  shape.type === undefined || shape.type === type || (Array.isArray(shape.type) && shape.type.includes(type));

/** Where a path leaves a shape: the name that a closed object does not have, and those that it has. */
export type UnknownMember = { name: string; known: readonly string[] };

/** Follows a path as JSONata does, through the items of lists. Undefined where nothing speaks against it. */
export function unknownMember(shape: DataShape, path: readonly string[]): UnknownMember | undefined {
  let at = [shape];
  for (const name of path) {
    const objects = at.flatMap(variantsOf);
    const inside = objects.map((variant) => memberOf(variant, name));
    if (inside.every((member) => member === 'unknown')) {
      return {
        name,
        known: [...new Set(objects.flatMap((variant) => Object.keys(variant.properties ?? {})))],
      };
    }
    // One open variant can hold anything, so nothing is wrong with what follows.
    if (inside.includes('open')) return undefined;
    at = inside.filter((member): member is DataShape => typeof member === 'object');
  }
  return undefined;
}

/** A shape as the alternatives behind `anyOf` and lists; null can be left out, it has no members. */
function variantsOf(shape: DataShape): DataShape[] {
  const { anyOf, items, ...own } = shape;
  if (anyOf) return anyOf.flatMap(variantsOf).filter((variant) => variant.type !== 'null');
  if (hasType(shape, 'array') && items) return variantsOf(items);
  return [own];
}

function memberOf(shape: DataShape, name: string): DataShape | 'open' | 'unknown' {
  const member =
    shape.properties && Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
  if (member) return member;
  if (typeof shape.additionalProperties === 'object') return shape.additionalProperties;
  return shape.additionalProperties === false ? 'unknown' : 'open';
}
