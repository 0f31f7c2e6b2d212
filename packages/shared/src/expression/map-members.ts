/** Maps every leaf of a JSON value. Whatever did not change keeps its identity. */
export function mapMembers<Value>(value: Value, map: (leaf: unknown) => unknown): Value {
  return mapped(value, map) as Value;
}

function mapped(value: unknown, map: (leaf: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return map(value);
  const before = Object.values(value);
  const after = before.map((member) => mapped(member, map));
  if (after.every((member, at) => Object.is(member, before[at]))) return value;
  if (Array.isArray(value)) return after;
  return Object.fromEntries(Object.keys(value).map((name, at) => [name, after[at]]));
}

/** All texts in a JSON value with their path, in the order of the document: `conditions.0.when`. */
export function textsIn(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsIn(member, path === '' ? name : `${path}.${name}`),
  );
}
