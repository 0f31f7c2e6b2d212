/** How deep a result may nest. */
export const mostDepth = 100;
/** How much a result may hold: characters of its texts and names, and one for each value. */
export const mostWeight = 4_000_000;

/** Why a value is not plain JSON. Told to people by whoever made the value. */
export class NotPlain extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotPlain';
  }
}

/**
 * A copy that is JSON and nothing else: no hidden members of JSONata's sequences, no functions, no prototypes.
 * Undefined stays undefined at the top and becomes null in a list; in an object its member is left out, as are
 * members named `__proto__`, which would turn into something else in the hands of careless code.
 */
export function toPlainJson(value: unknown): unknown {
  const budget = { left: mostWeight };
  if (isFunctionValue(value)) {
    throw new NotPlain('This gives a function, not a value. Call it: put ( ) behind its name.');
  }
  return copy(value, 0, budget);
}

function copy(value: unknown, depth: number, budget: { left: number }): unknown {
  budget.left -= typeof value === 'string' ? value.length + 1 : 1;
  if (budget.left < 0) throw new NotPlain('The result is larger than 4 MB. Choose fewer fields.');
  if (depth > mostDepth) throw new NotPlain(`The result nests deeper than ${mostDepth} levels.`);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, budget) ?? null);
  if (typeof value !== 'object' || isFunctionValue(value)) return undefined;
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const copied = copy(member, depth + 1, budget);
    budget.left -= name.length;
    if (copied !== undefined && name !== '__proto__') members.push([name, copied]);
  }
  return Object.fromEntries(members);
}

/** Functions of JavaScript and those that JSONata wraps. */
function isFunctionValue(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return '_jsonata_function' in value || '_jsonata_lambda' in value;
}

/** A value inside a text: what is not there is empty, lists and objects are JSON. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same value wherever keys of objects stand: for comparing and for hashes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
