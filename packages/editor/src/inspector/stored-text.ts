/**
 * A stored value as one line of text, and back. What reads as JSON (a number, true, a list) is that value; a text
 * that would be mistaken for it stands in quotes.
 */
export function textOfValue(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return isJsonLiteral(value) || value.startsWith('"') ? JSON.stringify(value) : value;
}

export function valueOfText(text: string): unknown {
  const trimmed = text.trim();
  if (!isJsonLiteral(trimmed) && !trimmed.startsWith('"')) return text;
  return parseJson(trimmed, text);
}

function isJsonLiteral(text: string): boolean {
  if (/^\s*(-?\d|true$|false$|null$|\[|\{(?!\{))/.test(text))
    return parseJson(text.trim(), undefined) !== undefined;
  return false;
}

function parseJson(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
