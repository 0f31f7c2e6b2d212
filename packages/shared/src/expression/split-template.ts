/**
 * A *template* is a text with expressions between {{ and }}. The end of an expression is found by reading it as
 * JSONata's own lexer does: texts in quotes, names in backticks, comments, patterns and nested braces may hold }}.
 * To write two opening braces as text, use {{ "{{" }}.
 */
export type TemplatePart =
  | { kind: 'text'; text: string }
  /** `start` is where `source` begins in the template, behind the braces. */
  | { kind: 'expression'; source: string; start: number };

export type SplitTemplate = {
  parts: TemplatePart[];
  /** Where an expression opens that is never closed. */
  unclosedAt?: number;
};

export function splitTemplate(template: string): SplitTemplate {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf('{{', at);
    if (open === -1) break;
    const end = endOfExpression(template, open + 2);
    if (end === -1) return { parts, unclosedAt: open };
    if (open > at) parts.push({ kind: 'text', text: template.slice(at, open) });
    parts.push({ kind: 'expression', source: template.slice(open + 2, end), start: open + 2 });
    at = end + 2;
  }
  if (at < template.length || parts.length === 0) parts.push({ kind: 'text', text: template.slice(at) });
  return { parts };
}

/** The index of the }} that closes the expression which begins at `from`, or -1. */
function endOfExpression(template: string, from: number): number {
  let depth = 0;
  // Whether a value stands before: then a slash divides, else it opens a pattern.
  let afterValue = false;
  let at = from;
  while (at < template.length) {
    const char = template[at] as string;
    if (depth === 0 && template.startsWith('}}', at)) return at;
    const skipped = skipLiteral(template, at, afterValue);
    if (skipped === -1) return -1;
    if (skipped > at) {
      // A comment is no value, and what stood before it still counts.
      if (!template.startsWith('/*', at)) afterValue = !isOperatorWord(template.slice(at, skipped));
      at = skipped;
      continue;
    }
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (depth < 0) return -1;
    if (!isSpace(char)) afterValue = ')]}'.includes(char);
    at++;
  }
  return -1;
}

/** The index behind the literal, name or comment that begins at `at`; `at` where none does, -1 where it never ends. */
function skipLiteral(template: string, at: number, afterValue: boolean): number {
  const char = template[at] as string;
  if (char === '"' || char === "'") return behindQuote(template, at);
  if (char === '`') return behind(template, '`', at + 1);
  if (template.startsWith('/*', at)) return behind(template, '*/', at + 2);
  if (char === '/' && !afterValue) return behindPattern(template, at);
  return behindWord(template, at);
}

function behind(template: string, closing: string, from: number): number {
  const end = template.indexOf(closing, from);
  return end === -1 ? -1 : end + closing.length;
}

function behindQuote(template: string, at: number): number {
  const quote = template[at];
  for (let next = at + 1; next < template.length; next++) {
    if (template[next] === '\\') next++;
    else if (template[next] === quote) return next + 1;
  }
  return -1;
}

/** As in JSONata, a slash inside brackets does not close a pattern. */
function behindPattern(template: string, at: number): number {
  let depth = 0;
  for (let next = at + 1; next < template.length; next++) {
    const char = template[next] as string;
    if (char === '\\') next++;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    else if (char === '/' && depth === 0) return next + 1;
  }
  return -1;
}

const wordEnd = /[\s.[\](){},@#;:?+\-*/%|=<>^&!~"'`]/;
const isSpace = (char: string) => char.trim() === '';
const isOperatorWord = (word: string) => word === 'and' || word === 'or' || word === 'in';

function behindWord(template: string, at: number): number {
  let next = at;
  while (next < template.length && !wordEnd.test(template[next] as string)) next++;
  return next;
}
