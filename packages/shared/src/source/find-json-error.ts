const blanks = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside texts
const text = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const plain = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Wanted = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end';
type State = { open: ('{' | '[')[]; wanted: Wanted };

/**
 * Where JSON text breaks, as an index in UTF-16 units, or null where it does not. The engine's own message names no
 * place for most mistakes. Meant for texts that were found to be broken; iterative, so depth does no harm.
 */
export function findJsonError(json: string): number | null {
  const state: State = { open: [], wanted: 'value' };
  let at = skip(blanks, json, 0) ?? 0;
  for (;;) {
    const next = step(json, at, state);
    if (next === undefined) return at;
    at = skip(blanks, json, next) ?? next;
    if (state.open.length === 0 && state.wanted === 'comma or end') return at === json.length ? null : at;
  }
}

/** Takes one token and moves the state; undefined where none fits. */
function step(json: string, at: number, state: State): number | undefined {
  const sign = json.charAt(at);
  switch (state.wanted) {
    case 'value':
    case 'value or end':
      if (state.wanted === 'value or end' && sign === ']') return close(at, state);
      if (sign === '{' || sign === '[') {
        state.open.push(sign);
        state.wanted = sign === '{' ? 'name or end' : 'value or end';
        return at + 1;
      }
      state.wanted = 'comma or end';
      return skip(sign === '"' ? text : plain, json, at);
    case 'name':
    case 'name or end':
      if (state.wanted === 'name or end' && sign === '}') return close(at, state);
      state.wanted = 'colon';
      return sign === '"' ? skip(text, json, at) : undefined;
    case 'colon':
      state.wanted = 'value';
      return sign === ':' ? at + 1 : undefined;
    case 'comma or end': {
      const inside = state.open.at(-1);
      if (sign === (inside === '{' ? '}' : ']')) return close(at, state);
      state.wanted = inside === '{' ? 'name' : 'value';
      return sign === ',' ? at + 1 : undefined;
    }
  }
}

function close(at: number, state: State): number {
  state.open.pop();
  state.wanted = 'comma or end';
  return at + 1;
}

/** Where the pattern ends when it matches here. */
function skip(pattern: RegExp, json: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(json) ? pattern.lastIndex : undefined;
}

/** `position 5 (line 1, column 6)` */
export function describePlace(json: string, at: number): string {
  const before = json.slice(0, at).split('\n');
  return `position ${at} (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
