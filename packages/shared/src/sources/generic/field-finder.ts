import { integerAt, type JsonRecord, numberAt, recordAt, textAt } from '../../source/read-json.ts';

/** Finds values by their names: as they are, in snake case, or under another name that means the same. */
export type FieldFinder = {
  /** The first value that is there and not null; else undefined. */
  value(...names: readonly string[]): unknown;
  text(...names: readonly string[]): string | null;
  number(...names: readonly string[]): number | null;
  integer(...names: readonly string[]): number | null;
  /** A finder inside the object of that name, or null where there is none. */
  inside(...names: readonly string[]): FieldFinder | null;
};

/** Looks through the records in order. */
export function finderOver(records: readonly JsonRecord[]): FieldFinder {
  const all = (names: readonly string[]) => {
    const spellings = names.flatMap((name) => [name, snakeCase(name)]);
    return records.flatMap((record) =>
      spellings
        .filter((name) => Object.hasOwn(record, name) && record[name] !== null)
        .map((name) => record[name]),
    );
  };
  const value = (...names: readonly string[]) => all(names)[0];
  return {
    value,
    text: (...names) => textAt(value(...names)),
    number: (...names) => numberAt(value(...names)),
    integer: (...names) => integerAt(value(...names)),
    inside: (...names) => {
      const inner = all(names)
        .map(recordAt)
        .filter((record) => record !== null);
      return inner.length > 0 ? finderOver(inner) : null;
    },
  };
}

/**
 * The records in which fields of a shape may stand: what was mapped, the member named like the shape, a usual
 * wrapper, a lone wrapper of any name, and the body itself.
 */
export function placesOf(body: unknown, shape: string, mapped: JsonRecord): JsonRecord[] {
  const whole = recordAt(body);
  if (!whole) return [mapped];
  const members = Object.values(whole);
  const lone = members.length === 1 ? recordAt(members[0]) : null;
  const wrappers = [shape, 'data', 'payload'].map((name) => recordAt(whole[name]));
  return [mapped, ...[...wrappers, lone].filter((record) => record !== null), whole];
}

/** `{ 'customer.email': 1, id: 2 }` → `{ customer: { email: 1 }, id: 2 }` */
export function nestPaths(values: ReadonlyMap<string, unknown>): JsonRecord {
  const whole: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const names = path.split('.');
    if (names.includes('__proto__')) continue;
    const last = names.pop() ?? path;
    let place = whole;
    for (const name of names) {
      if (!Object.hasOwn(place, name) || recordAt(place[name]) === null) place[name] = {};
      place = place[name] as Record<string, unknown>;
    }
    place[last] = value;
  }
  return whole;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
