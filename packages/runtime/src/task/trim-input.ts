/** What of a large input stands in the prompt, in bytes of JSON. */
export const maxPromptInput = 32 * 1024;
const maxText = 500;
const maxList = 5;

export type TrimmedInput = { value: unknown; missing: string[] };

/**
 * An input that fits the prompt is given whole. A larger one keeps its scalars; long texts and lists are cut, and
 * `missing` names what was (JSON pointers with sizes), so that it can be asked for.
 */
export function trimInput(input: unknown): TrimmedInput {
  if (bytesOf(input) <= maxPromptInput) return { value: input, missing: [] };
  const missing: string[] = [];
  const value = trim(input, '', missing, maxText, maxList);
  if (bytesOf(value) <= maxPromptInput) return { value, missing: missing.slice(0, 50) };
  const short: string[] = [];
  const shorter = trim(input, '', short, 80, 2);
  if (bytesOf(shorter) <= maxPromptInput) return { value: shorter, missing: short.slice(0, 50) };
  return { value: null, missing: [`/ (${bytesOf(input)} bytes)`] };
}

function trim(value: unknown, pointer: string, missing: string[], text: number, list: number): unknown {
  if (typeof value === 'string' && value.length > text) {
    missing.push(`${pointer || '/'} (${value.length} characters)`);
    return `${value.slice(0, text)}…`;
  }
  if (Array.isArray(value)) {
    if (value.length > list) missing.push(`${pointer || '/'} (${value.length} items)`);
    return value.slice(0, list).map((item, at) => trim(item, `${pointer}/${at}`, missing, text, list));
  }
  if (typeof value !== 'object' || value === null) return value;
  const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      trim(inner, `${pointer}/${escaped(name)}`, missing, text, list),
    ]),
  );
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');
