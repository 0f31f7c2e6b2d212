import type { SourceRequest } from './define-source.ts';

type PartSource = Pick<SourceRequest, 'headers'> & { body: unknown };

type Part = { headers: readonly string[] } | { steps: readonly string[] } | 'unknown';
const known = new Map<string, Part>();
const mostKnown = 1_000;

/** The text that a request part (`header:A|B`, `json:/pointer`) names, or null where there is none. */
export function readPart(part: string, request: PartSource): string | null {
  const read = known.get(part) ?? learn(part);
  if (read === 'unknown') return null;
  if ('steps' in read) return asText(follow(request.body, read.steps));
  for (const name of read.headers) {
    const value = request.headers[name];
    if (value !== undefined && value !== '') return value;
  }
  return null;
}

/** The same few parts are read of every request. */
function learn(part: string): Part {
  if (known.size >= mostKnown) known.clear();
  const learnt = partOf(part);
  known.set(part, learnt);
  return learnt;
}

function partOf(part: string): Part {
  if (part.startsWith('header:'))
    return {
      headers: part
        .slice(7)
        .split('|')
        .map((name) => name.toLowerCase()),
    };
  return part.startsWith('json:/') ? { steps: stepsOf(part.slice(5)) } : 'unknown';
}

/** The first of the headers that is present; names in any case. */
export function firstHeader(
  names: readonly string[],
  headers: Readonly<Record<string, string>>,
): string | null {
  for (const name of names) {
    const value = headers[name.toLowerCase()];
    if (value !== undefined && value !== '') return value;
  }
  return null;
}

/** The value at a JSON pointer (`/a/0/b`), or undefined. Members of prototypes are not found. */
export function atPointer(body: unknown, pointer: string): unknown {
  return follow(body, stepsOf(pointer));
}

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function follow(body: unknown, steps: readonly string[]): unknown {
  let value = body;
  for (const name of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
