import { listAt, textAt } from '../../source/read-json.ts';

/** One of the names, compared without case and with blanks and dashes as `_`; else `unknown`. */
export function byName<Name extends string>(
  text: string | null,
  names: readonly Name[],
  others: Readonly<Record<string, Name>> = {},
): Name | 'unknown' {
  const plain = (text ?? '').toLowerCase().replace(/[\s-]+/g, '_');
  return (
    names.find((name) => name === plain) ??
    (Object.hasOwn(others, plain) ? (others[plain] as Name) : 'unknown')
  );
}

/** A list of texts, also from `"a, b"`. */
export function textList(value: unknown): string[] {
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return listAt(value)
    .map(textAt)
    .filter((text) => text !== null);
}

/** A link that people may be offered: http and https only. */
export function webAddress(text: string | null): string | null {
  return text !== null && /^https?:\/\//i.test(text) ? text : null;
}
