import { ToolFailed, type ToolResult } from '../../tool/define-tool.ts';

/** Characters of a page. A page of a text is the text, of anything else its JSON. */
export const pageSize = 8_192;

/** One page of what `pointer` (RFC 6901) names in `value`. Throws `ToolFailed` where there is nothing. */
export function readPage(value: unknown, pointer: string, offset: number): ToolResult {
  const found = resolvePointer(value, pointer);
  const text = typeof found === 'string' ? found : JSON.stringify(found, null, 1);
  if (offset > text.length)
    throw new ToolFailed(
      `The part at "${pointer}" has ${text.length} characters; offset ${offset} is behind its end.`,
    );
  const end = pageEnd(text, offset);
  return {
    ok: true,
    page: text.slice(offset, end),
    totalCharacters: text.length,
    nextOffset: end < text.length ? end : null,
  };
}

/** Never cuts a surrogate pair in two. */
function pageEnd(text: string, offset: number): number {
  const end = Math.min(text.length, offset + pageSize);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

function resolvePointer(value: unknown, pointer: string): unknown {
  const parts = pointer === '' || pointer === '/' ? [] : pointer.replace(/^\//, '').split('/');
  let at = value;
  for (const part of parts.map((text) => text.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part))
      throw new ToolFailed(`There is nothing at "${pointer}". Members here: ${membersOf(at)}.`);
    at = (at as Record<string, unknown>)[part];
  }
  return at ?? null;
}

function membersOf(value: unknown): string {
  if (Array.isArray(value)) return `0 to ${value.length - 1}`;
  if (typeof value !== 'object' || value === null) return 'none';
  return Object.keys(value).slice(0, 30).join(', ');
}
