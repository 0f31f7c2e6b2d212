/** A copy with an entry at a place, or at the end. */
export function insertAt<Item>(list: readonly Item[], item: Item, at = list.length): Item[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

export function replaceAt<Item>(list: readonly Item[], at: number, item: Item): Item[] {
  return list.map((other, place) => (place === at ? item : other));
}

export function removeAt<Item>(list: readonly Item[], at: number): Item[] {
  return list.filter((_, place) => place !== at);
}

/** A copy without the member, or with another value of it. */
export function withMember<Value extends object>(value: Value, name: string, member: unknown): Value {
  if (member !== undefined) return { ...value, [name]: member };
  const { [name as keyof Value]: _, ...rest } = value;
  return rest as Value;
}
