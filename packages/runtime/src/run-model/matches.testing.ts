/** Stands for whatever is found there: times, messages, headers. */
export const any = '«any»';

/** Whether what was found has the shape and values of what was expected, `any` aside. Keys of objects in any order. */
export function matches(expected: unknown, found: unknown): boolean {
  if (expected === any) return true;
  if (typeof expected !== 'object' || expected === null) return Object.is(expected, found);
  if (typeof found !== 'object' || found === null || Array.isArray(expected) !== Array.isArray(found))
    return false;
  const [wanted, given] = [Object.entries(expected), found as Record<string, unknown>];
  return (
    wanted.length === Object.keys(given).length &&
    wanted.every(([name, value]) => name in given && matches(value, given[name]))
  );
}
