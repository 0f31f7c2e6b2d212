/** Whether two JSON values say the same, in whatever order their members stand. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = definedNames(a);
  return (
    names.length === definedNames(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(at(a, name), at(b, name)))
  );
}

const at = (value: object, name: string) => (value as Record<string, unknown>)[name];
const definedNames = (value: object) => Object.keys(value).filter((name) => at(value, name) !== undefined);
