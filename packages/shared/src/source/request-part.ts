import type { SourceRequest } from './define-source.ts';

type PartSource = Pick<SourceRequest, 'headers'> & { body: unknown };

/** The text that a request part (`header:A|B`, `json:/pointer`) names, or null where there is none. */
export function readPart(part: string, request: PartSource): string | null {
  if (part.startsWith('header:')) return firstHeader(part.slice(7).split('|'), request.headers);
  if (part.startsWith('json:/')) return asText(atPointer(request.body, part.slice(5)));
  return null;
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
  let value = body;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
