import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'nothing',
  undefined: 'nothing',
};

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return kinds[Array.isArray(value) ? 'array' : typeof value] ?? 'something else';
}

/** A schema's findings in plain words, where the schema itself has none: `safeParse(value, { error: plainMessage })`. */
export function plainMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Needs ${kinds[issue.expected] ?? issue.expected}; this is ${kindOf(issue.input)}.`;
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case 'invalid_value':
      return issue.values.length === 1
        ? `Must be ${String(issue.values[0])}.`
        : `Must be one of ${issue.values.map(String).join(', ')}.`;
    case 'unrecognized_keys':
      return `Does not know ${issue.keys.map((key) => `\`${key}\``).join(', ')}. Remove it.`;
    case 'invalid_union':
      return `${kindOf(issue.input).replace(/^./, (letter) => letter.toUpperCase())} does not fit here.`;
    case 'invalid_key':
      return 'This name cannot be used.';
    case 'not_multiple_of':
      return `Must be a multiple of ${String(issue.divisor)}.`;
    case 'invalid_format':
      return formatMessage(issue.format);
    default:
      return 'This value does not fit.';
  }
}

const count = (limit: number, one: string, many: string) =>
  `${limit.toLocaleString('en')} ${limit === 1 ? one : many}`;

function amount(origin: string, limit: number): string {
  if (origin === 'string') return count(limit, 'character', 'characters');
  if (origin === 'array' || origin === 'set') return count(limit, 'entry', 'entries');
  return limit.toLocaleString('en');
}

function tooSmall(origin: string, least: number, inclusive: boolean): string {
  if (origin === 'string' && least === 1) return 'This is empty. Write something.';
  if (origin === 'array' && least === 1) return 'This is empty. Add an entry.';
  return inclusive ? `At least ${amount(origin, least)}.` : `More than ${amount(origin, least)}.`;
}

function tooBig(origin: string, most: number, inclusive: boolean): string {
  return inclusive ? `At most ${amount(origin, most)}.` : `Less than ${amount(origin, most)}.`;
}

const formats: Readonly<Record<string, string>> = {
  url: 'Enter a whole URL, such as https://example.com/.',
  email: 'Enter an e-mail address.',
  datetime: 'Enter a time such as 2026-11-23T09:00:00Z.',
  date: 'Enter a date such as 2026-11-23.',
};

function formatMessage(format: string): string {
  return formats[format] ?? 'This is not written as it should be.';
}
