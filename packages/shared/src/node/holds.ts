/**
 * Whether a value counts as true, by the rules of JSONata's `$boolean`: false, null, nothing, 0, an empty text,
 * an empty object and a list without a true member are not.
 */
export function holds(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holds);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return typeof value !== 'function' && Boolean(value);
}
