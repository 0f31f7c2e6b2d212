/** What JSONata throws: plain objects, not errors. `position` is behind the token. */
export type JsonataProblem = {
  code?: string;
  message?: string;
  token?: unknown;
  value?: unknown;
  position?: number;
};

const shown = (value: unknown) =>
  value === undefined || value === '(end)' ? 'the end' : `\`${String(value)}\``;

const sentences: Readonly<Record<string, (problem: JsonataProblem) => string>> = {
  S0101: () => 'A text is not closed. Add its quote.',
  S0103: ({ token }) => `A text has \\${String(token)}, which means nothing. Write \\\\ for a backslash.`,
  S0105: () => 'A name in backticks is not closed. Add `.',
  S0106: () => 'A comment is not closed. Add */.',
  S0201: ({ token }) => `${shown(token)} does not fit here. Check what stands before it.`,
  S0202: ({ value, token }) => `Here should be ${shown(value)}, and there is ${shown(token)}.`,
  S0203: ({ value }) => `The expression ends too early: ${shown(value)} is missing.`,
  S0207: () => 'The expression ends too early. Write what comes next, or remove the last sign.',
  S0211: ({ token }) => `Nothing stands before ${shown(token)}. Write a value before it.`,
  S0301: () => 'A pattern is empty. Write something between the slashes.',
  S0302: () => 'A pattern is not closed. Add /.',
  D1001: () => 'The result is too large a number.',
  D1004: () => 'The pattern matches nothing at all, so it would match for ever. Make it match a character.',
  D1011: () => 'The expression calls itself too often. Check where it ends.',
  D2014: () => 'A list in this expression is too long. At most 100,000 items.',
  D2015: () => 'A list in this expression is too long. At most 100,000 items.',
  D3030: ({ value }) => `This is not a number: ${JSON.stringify(value)}.`,
  T1005: ({ token }) => `There is no function ${String(token)}. Write $${String(token)} to call one.`,
  T1006: ({ token }) =>
    token ? `There is no function $${String(token)}.` : 'This is called like a function and is none.',
  T2001: ({ token }) => `Left of ${shown(token)} is no number. Wrap it in $number( ).`,
  T2002: ({ token }) => `Right of ${shown(token)} is no number. Wrap it in $number( ).`,
  T2009: ({ token }) => `${shown(token)} compares two numbers or two texts, and these are of two kinds.`,
  T2010: ({ token }) => `${shown(token)} compares numbers or texts, and one of these is neither.`,
};

/** The sentence for what JSONata found wrong while reading or evaluating an expression. */
export function sentenceOf(problem: JsonataProblem): string {
  const sentence = sentences[problem.code ?? '']?.(problem);
  if (sentence !== undefined) return sentence;
  if (problem.message) return /[.!?]$/.test(problem.message) ? problem.message : `${problem.message}.`;
  return 'The expression cannot be evaluated.';
}

/** Where the token begins that a problem names. */
export function startOf(problem: JsonataProblem): number {
  const token = typeof problem.token === 'string' && problem.token !== '(end)' ? problem.token.length : 0;
  return Math.max(0, (problem.position ?? 0) - token);
}

/** An overflow of the machine's own: its stack, or the longest text it can hold. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'InternalError');
}
