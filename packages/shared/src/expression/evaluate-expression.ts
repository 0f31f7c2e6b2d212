import { beginTurn, endTurn } from './bound-functions.ts';
import { ExpressionError } from './expression-error.ts';
import { isOverflow, type JsonataProblem, sentenceOf, startOf } from './expression-sentences.ts';
import { type CompiledExpression, compileExpression, limits, parseTemplate } from './parse-expression.ts';
import { mostDepth, NotPlain, toPlainJson, toText } from './plain-json.ts';

/** `timeoutMs` is the limit of one expression; 1,000 unless set. */
export type EvaluateOptions = {
  /** What `$now()` and `$millis()` answer: ms since the epoch. */
  nowMs: number;
  /** `$random()` and `$shuffle()` depend on this text and on the expression alone. */
  seed: string;
  timeoutMs?: number;
};

/**
 * The value of a template. One expression and nothing beside it gives its value, undefined where it finds nothing;
 * anything else gives a text. Throws ExpressionError.
 */
export async function evaluateTemplate(
  template: string,
  scope: object,
  options: EvaluateOptions,
): Promise<unknown> {
  if (!template.includes('{{')) return template;
  const { parts, single, problems } = parseTemplate(template);
  const [problem] = problems;
  if (problem) throw new ExpressionError('expression_invalid', problem.message, template, problem.position);
  if (single) return evaluate(single, scope, options, template);
  const texts: string[] = [];
  for (const part of parts) {
    texts.push(typeof part === 'string' ? part : toText(await evaluate(part, scope, options, template)));
  }
  return texts.join('');
}

/** The value of one expression without braces, over any input. Throws ExpressionError. */
export async function evaluateExpression(
  source: string,
  input: object,
  options: EvaluateOptions,
): Promise<unknown> {
  const compiled = compileCached(source);
  if ('message' in compiled) {
    throw new ExpressionError('expression_invalid', compiled.message, source, compiled.position);
  }
  return evaluate(compiled, input, options, source);
}

/**
 * The value with every template in it evaluated, at any depth. What an expression does not find becomes null, but
 * undefined where the value itself is that expression. Throws ExpressionError.
 */
export async function resolveDeep(value: unknown, scope: object, options: EvaluateOptions): Promise<unknown> {
  return resolve(value, scope, options, 0);
}

async function resolve(
  value: unknown,
  scope: object,
  options: EvaluateOptions,
  depth: number,
): Promise<unknown> {
  if (typeof value === 'string') return evaluateTemplate(value, scope, options);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= mostDepth) {
    throw new ExpressionError('expression_failed', `The value nests deeper than ${mostDepth} levels.`, '', 0);
  }
  // Its own seed for each place: two fields that hold the same expression draw different numbers.
  const below = (name: string | number) => ({ ...options, seed: `${options.seed}.${name}` });
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [at, item] of value.entries())
      items.push((await resolve(item, scope, below(at), depth + 1)) ?? null);
    return items;
  }
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (name !== '__proto__')
      members.push([name, (await resolve(member, scope, below(name), depth + 1)) ?? null]);
  }
  return Object.fromEntries(members);
}

const compiledSources = new Map<string, ReturnType<typeof compileExpression>>();

function compileCached(source: string): ReturnType<typeof compileExpression> {
  const known = compiledSources.get(source);
  if (known) return known;
  const compiled = compileExpression(source);
  // Few sources are evaluated without braces, so forgetting all of them at once is seldom and cheap.
  if (compiledSources.size >= 1_000) compiledSources.clear();
  compiledSources.set(source, compiled);
  return compiled;
}

async function evaluate(
  compiled: CompiledExpression,
  scope: object,
  options: EvaluateOptions,
  template: string,
): Promise<unknown> {
  try {
    const found = compiled.plainPath ? followPath(scope, compiled.plainPath) : needsJsonata;
    return toPlainJson(found === needsJsonata ? await inTurn(() => run(compiled, scope, options)) : found);
  } catch (error) {
    throw asExpressionError(error, compiled, options, template);
  }
}

const needsJsonata = Symbol('needs JSONata');

/** Most expressions are a path through objects: the same answer as JSONata's, without its machinery. */
function followPath(scope: object, names: readonly string[]): unknown {
  let value: unknown = scope;
  for (const name of names) {
    if (Array.isArray(value)) return needsJsonata;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

// JSONata's limit is wall clock, and evaluations that interleave would spend each other's time.
let lastTurn: Promise<unknown> = Promise.resolve();

function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const mine = lastTurn.then(work);
  lastTurn = mine.catch(() => undefined);
  return mine;
}

async function run(compiled: CompiledExpression, scope: object, options: EvaluateOptions): Promise<unknown> {
  const timeoutMs = options.timeoutMs ?? 1_000;
  limits.timeout = timeoutMs;
  beginTurn({
    nowMs: options.nowMs,
    seed: `${options.seed} ${compiled.start} ${compiled.source}`,
    timeoutMs,
  });
  try {
    return await compiled.expression.evaluate(scope);
  } finally {
    endTurn();
  }
}

function asExpressionError(
  error: unknown,
  { start, source }: CompiledExpression,
  options: EvaluateOptions,
  template: string,
): ExpressionError {
  if (error instanceof NotPlain)
    return new ExpressionError('expression_failed', error.message, template, start);
  if (isOverflow(error)) {
    const message = 'The expression needs too much memory. Make its texts and lists shorter.';
    return new ExpressionError('expression_failed', message, template, start);
  }
  const problem = error as JsonataProblem;
  const position = start + Math.min(startOf(problem), source.length);
  if (problem.code !== 'D1012')
    return new ExpressionError('expression_failed', sentenceOf(problem), template, position);
  const message = `The expression takes longer than ${options.timeoutMs ?? 1_000} ms. Check for an endless loop.`;
  return new ExpressionError('expression_timeout', message, template, start);
}
