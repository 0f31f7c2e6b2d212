import { RE2JS } from 're2js';

/**
 * How much one match may cost, in characters of the text times instructions of the pattern: about a second of
 * the slowest matcher. Linear time is not short time when both are long.
 */
const mostWork = 50_000_000;

/** Thrown into JSONata; its own errors are such objects too. */
export type PatternProblem = { code: 'SISTA_PATTERN' | 'SISTA_TEXT'; message: string };

let beforeMatch: () => void = () => {};

/** JSONata asks for time only between the nodes of an expression, and one `$match` can be thousands of matches. */
export function watchMatches(check: () => void): void {
  beforeMatch = check;
}

/** Compiles without backtracking. Throws a `PatternProblem` for what only a backtracking engine can do. */
export function compilePattern(pattern: RegExp): RE2JS {
  const flags =
    (pattern.flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (pattern.flags.includes('m') ? RE2JS.MULTILINE : 0);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern.source), flags);
  } catch {
    const message = `The pattern /${pattern.source}/ cannot be used. Patterns have no look-ahead, look-behind or back-references.`;
    throw { code: 'SISTA_PATTERN', message } satisfies PatternProblem;
  }
}

type Match = (string | undefined)[] & { index: number };

/** Stands in for RegExp inside JSONata, which calls `exec` and reads `lastIndex`, and nothing else. */
export class LinearRegex {
  lastIndex = 0;
  readonly #pattern: RE2JS;

  constructor(pattern: RegExp) {
    this.#pattern = compilePattern(pattern);
  }

  exec(text: string): Match | null {
    beforeMatch();
    if (text.length * this.#pattern.programSize() > mostWork) {
      const message = `The text has ${text.length.toLocaleString('en')} characters, too many for this pattern. Cut it with $substring first.`;
      throw { code: 'SISTA_TEXT', message } satisfies PatternProblem;
    }
    const matcher = this.#pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    const groups: (string | undefined)[] = [matcher.group(0) ?? ''];
    for (let group = 1; group <= matcher.groupCount(); group++)
      groups.push(matcher.group(group) ?? undefined);
    this.lastIndex = matcher.end();
    return Object.assign(groups, { index: matcher.start() });
  }
}
