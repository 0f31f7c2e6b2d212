/**
 * The SQL with its texts, quoted names and comments blanked out, every other character at its place: what is left can
 * be searched for parameters and statements. A text that does not end reaches to the end.
 */
export function blankSql(sql: string): string {
  const quoted = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)/;
  const comment = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/;
  return sql.replace(new RegExp(`${quoted.source}|${comment.source}`, 'g'), (part) =>
    ' '.repeat(part.length),
  );
}

/** The names that the SQL takes values by (`:email`), each once, in order. */
export function parametersOf(sql: string): string[] {
  // Not the second colon of a cast (`total::int`).
  const found = blankSql(sql).matchAll(/(?<![:\w])[:@$]([A-Za-z_]\w*)/g);
  return [...new Set([...found].map(([, name]) => name as string))];
}

/** Whether it takes a value by its place (`?`, `?1`). */
export function hasPlaceholders(sql: string): boolean {
  return blankSql(sql).includes('?');
}

/** A value as a database takes it: plain ones as they are, lists and objects as JSON text, for `json_each(:skus)`. */
export function toSqlValue(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value) ?? null;
}

/** The first name that the SQL takes and that has no value. */
export function missingValue(sql: string, values: Readonly<Record<string, unknown>>): string | undefined {
  return parametersOf(sql).find((name) => !Object.hasOwn(values, name));
}
