import { typesOf } from '@sista/shared/employee/output-schema';
import type { DataShape } from '@sista/shared/node/data-shape';
import { type Evidence, valuesNamed } from './evidence.ts';

export const sandboxPrefix = '[sandbox]';

/** What is known while a result is filled in. `summary` is the plain sentence for prose that nothing else gives. */
export type Known = { evidence: Evidence; summary: string };

/**
 * A value of the form of `schema`, which is closed, from what is known: constants, copies by name, flags from
 * evidence, numbers within their bounds, and plain prose that is labelled. Deterministic.
 */
export function fillSchema(schema: DataShape, name: string, known: Known): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return chooseEnum(schema.enum, schema.description ?? '', name, known);
  const types = typesOf(schema);
  const type = types.find((candidate) => candidate !== 'null');
  if (type === 'object') return fillObject(schema, known);
  if (type === 'array') return fillArray(schema, name, known);
  if (type === 'string') return fillString(schema, name, known, types.includes('null'));
  if (type === 'number' || type === 'integer')
    return fillNumber(schema, name, known, type, types.includes('null'));
  if (type === 'boolean') return fillBoolean(name, known);
  return null;
}

function fillObject(schema: DataShape, known: Known): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      fillSchema(property, name, known),
    ]),
  );
}

function fillArray(schema: DataShape, name: string, known: Known): unknown[] {
  const items = schema.items ?? {};
  const least = Number(schema.minItems ?? 0);
  const most = Number(schema.maxItems ?? 20);
  const plain =
    !items.enum && items.const === undefined && typesOf(items).includes('string') && !items.format;
  const copies = plain
    ? valuesNamed(known.evidence, name).filter(
        (value) => typeof value === 'string' && fitsLength(value, items),
      )
    : [];
  const filled: unknown[] = [...new Set(copies)].slice(0, most);
  while (filled.length < least) filled.push(fillSchema(items, name, known));
  return filled;
}

const negatives = /^(other|unknown|none|normal|low|no|ok)$/;

/** The value that the data speaks of; else a modest one; else the first. */
function chooseEnum(values: readonly unknown[], description: string, name: string, known: Known): unknown {
  const named = valuesNamed(known.evidence, name);
  const exact = values.find((value) => named.includes(value as string));
  if (exact !== undefined) return exact;
  const words = new Set(
    known.evidence.flatMap(({ value }) =>
      typeof value === 'string' ? value.toLowerCase().split(/[^a-z0-9]+/) : [],
    ),
  );
  const spokenOf = values.find(
    (value) =>
      typeof value === 'string' &&
      value.length > 2 &&
      value
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .every((word) => words.has(word)),
  );
  if (spokenOf !== undefined && !/\bnot\b/i.test(description)) return spokenOf;
  return values.find((value) => typeof value === 'string' && negatives.test(value)) ?? values[0];
}

const samples: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'sandbox@example.com',
  uri: 'https://example.com/sandbox',
  uuid: '00000000-0000-4000-8000-000000000000',
};
const looksLike: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/,
  'date-time': /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  email: /^[a-z0-9]+@[a-z0-9-]+\.[a-z]{2,}$/i,
  uri: /^https:\/\/[a-z0-9.-]+\/[a-z0-9/._-]*$/i,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
};

function fillString(schema: DataShape, name: string, known: Known, nullable: boolean): string | null {
  const copies = valuesNamed(known.evidence, name).map(String);
  if (schema.format) {
    const pattern = looksLike[schema.format];
    const copy = copies.find((value) => pattern?.test(value) && fitsLength(value, schema));
    return copy ?? (nullable ? null : (samples[schema.format] ?? ''));
  }
  const copy = copies.find((value) => value !== '' && fitsLength(value, schema));
  if (copy !== undefined) return copy;
  return nullable ? null : labelled(known.summary, schema);
}

/** Prose with the label, padded or cut to the lengths of its field. */
export function labelled(text: string, schema: DataShape): string {
  const most = Number(schema.maxLength ?? 2_000);
  const least = Number(schema.minLength ?? 0);
  const whole = text.startsWith(sandboxPrefix) ? text : `${sandboxPrefix} ${text}`;
  const cut = whole.length > most ? whole.slice(0, most) : whole;
  return cut.length < least ? cut.padEnd(least, '.') : cut;
}

export function fitsLength(
  value: unknown,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: DataShape,
): boolean {
  return typeof value === 'string' && value.length >= Number(minLength) && value.length <= Number(maxLength);
}

function fillNumber(
  schema: DataShape,
  name: string,
  known: Known,
  type: string,
  nullable: boolean,
): number | null {
  const { low, high } = boundsOf(schema, type === 'integer');
  const copy = valuesNamed(known.evidence, name).find(
    (value) =>
      typeof value === 'number' &&
      value >= low &&
      value <= high &&
      (type !== 'integer' || Number.isSafeInteger(value)),
  );
  if (typeof copy === 'number') return copy;
  if (nullable) return null;
  const middle =
    Number.isFinite(low) && Number.isFinite(high) ? low + (high - low) / 2 : Math.min(Math.max(0, low), high);
  if (type !== 'integer') return middle;
  return Math.min(Math.max(Math.round(middle), Math.ceil(low)), Math.floor(high));
}

/** Both ends count as inside: an exclusive bound is moved by a little, or by one for whole numbers. */
function boundsOf(schema: DataShape, whole: boolean): { low: number; high: number } {
  const bound = (keyword: string) =>
    typeof schema[keyword] === 'number' ? (schema[keyword] as number) : undefined;
  const over = bound('exclusiveMinimum');
  const under = bound('exclusiveMaximum');
  const step = (edge: number) => (whole ? 1 : Math.max(Math.abs(edge), 1) * 1e-9);
  const low = Math.max(
    bound('minimum') ?? Number.NEGATIVE_INFINITY,
    over === undefined ? Number.NEGATIVE_INFINITY : over + step(over),
  );
  const high = Math.min(
    bound('maximum') ?? Number.POSITIVE_INFINITY,
    under === undefined ? Number.POSITIVE_INFINITY : under - step(under),
  );
  return { low, high };
}

const alarms = /\b(urgent|asap|emergency|fraud|legal|lawyer|out of stock)\b/i;

/** A copy by name; else whether the data sounds an alarm: a stock of 0, "urgent". */
function fillBoolean(name: string, known: Known): boolean {
  const copy = valuesNamed(known.evidence, name).find((value) => typeof value === 'boolean');
  if (typeof copy === 'boolean') return copy;
  return known.evidence.some(
    (item) =>
      (item.value === 0 && /^(onhand|stock|available)$/.test(item.name)) ||
      (typeof item.value === 'string' && alarms.test(item.value)),
  );
}
