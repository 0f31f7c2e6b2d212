import type { DataShape } from './data-shape.ts';

/** Where a path leaves a shape: the name that a closed object does not have, and those that it has. */
export type UnknownMember = { name: string; known: readonly string[] };

/** Follows a path as JSONata does, through the items of lists. Undefined where nothing speaks against it. */
export function unknownMember(shape: DataShape, path: readonly string[]): UnknownMember | undefined {
  const followed = follow(shape, path);
  return 'name' in followed ? followed : undefined;
}

/** The shape of one item of the list that a path leads to; open where that is not known. */
export function itemShapeAt(shape: DataShape, path: readonly string[]): DataShape {
  const followed = follow(shape, path);
  if ('name' in followed) return {};
  const lists = followed.at.flatMap(listsOf);
  const [first, ...others] = lists.map(({ items }) => items ?? {});
  return first && others.length === 0 ? first : {};
}

/** The alternatives that a path may lead to; none where one of them on the way was open. */
function follow(shape: DataShape, path: readonly string[]): { at: DataShape[] } | UnknownMember {
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
    if (inside.includes('open')) return { at: [] };
    at = inside.filter((member): member is DataShape => typeof member === 'object');
  }
  return { at };
}

const listsOf = (shape: DataShape): DataShape[] =>
  shape.anyOf ? shape.anyOf.flatMap(listsOf) : shape.type === 'array' ? [shape] : [];

/** A shape as the alternatives behind `anyOf` and lists; null can be left out, it has no members. */
function variantsOf(shape: DataShape): DataShape[] {
  const { anyOf, items, ...own } = shape;
  if (anyOf) return anyOf.flatMap(variantsOf).filter((variant) => variant.type !== 'null');
  if (mayBe(shape, 'array') && items) return variantsOf(items);
  return [own];
}

function memberOf(shape: DataShape, name: string): DataShape | 'open' | 'unknown' {
  const member =
    shape.properties && Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
  if (member) return member;
  if (typeof shape.additionalProperties === 'object') return shape.additionalProperties;
  return shape.additionalProperties === false ? 'unknown' : 'open';
}

export const mayBe = (shape: DataShape, type: string): boolean =>
  shape.type === undefined || shape.type === type || (Array.isArray(shape.type) && shape.type.includes(type));
