import jsonata, { type Expression, type Focus } from 'jsonata';
import { watchMatches } from './linear-regex.ts';
import { canonicalJson, mostWeight } from './plain-json.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * What JSONata's own limits leave open: values that double in a few steps without a loop, functions that work long
 * inside one node, and answers that differ from one evaluation to the next.
 */
export type Evaluation = { nowMs: number; seed: string; timeoutMs: number };

/** Thrown into JSONata in the form of its own errors. */
type Problem = { code: 'SISTA_SIZE' | 'SISTA_FUNCTION' | 'D1012'; message: string };
const problem = (code: Problem['code'], message: string): Problem => ({ code, message });

type Turn = { nowMs: number; random: () => number; endsAtMs: number; weights: WeakMap<object, number> };

const idle: Turn = { nowMs: 0, random: () => 0, endsAtMs: Number.POSITIVE_INFINITY, weights: new WeakMap() };
// One expression is evaluated at a time in a process, so what the functions need of it can stand here.
let turn: Turn = idle;

/** Sets what `$now`, `$random` and the limits answer until `endTurn`. */
export function beginTurn({ nowMs, seed, timeoutMs }: Evaluation): void {
  // The clock is asked only to stop; no value depends on it.
  turn = { nowMs, random: seededRandom(seed), endsAtMs: Date.now() + timeoutMs, weights: new WeakMap() };
}

export function endTurn(): void {
  turn = idle;
}

watchMatches(() => {
  if (Date.now() > turn.endsAtMs) throw problem('D1012', '');
});

/** Puts our functions and the check of sizes into a compiled expression. */
export function boundFunctions(expression: Expression): void {
  expression.registerFunction('now', formatNow, '<s?s?:s>');
  expression.registerFunction('millis', () => turn.nowMs, '<:n>');
  expression.registerFunction('random', () => turn.random(), '<:n>');
  expression.registerFunction('shuffle', shuffle, '<a:a>');
  expression.registerFunction('pad', pad, '<s-ns?:s>');
  expression.registerFunction('join', join, '<a<s>s?:s>');
  expression.registerFunction('distinct', distinct, '<x:x>');
  expression.registerFunction('toMillis', toMillis, '<s-s?:n>');
  expression.registerFunction('eval', refuseEval);
  expression.registerFunction('parse', parse, '<s-:x>');
  // The only place to see every value on its way; JSONata looks it up by this symbol.
  expression.assign(Symbol.for('jsonata.__evaluate_exit') as unknown as string, checkSize);
}

function checkSize(
  node: { type: string; group?: unknown },
  _input: unknown,
  _frame: unknown,
  result: unknown,
): void {
  if (typeof result === 'string') limitSize(result.length);
  if (typeof result !== 'object' || result === null) return;
  // Objects that were only looked up cannot have grown, and weighing them would cost their whole size.
  if (Array.isArray(result) || node.type === 'unary' || node.group !== undefined) limitSize(weightOf(result));
}

function limitSize(size: number): void {
  if (size <= mostWeight) return;
  const message = 'A value in this expression grows larger than 4 MB. Choose fewer fields, or fewer items.';
  throw problem('SISTA_SIZE', message);
}

/** Shared parts count as often as they occur: that is what copying or comparing them costs. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 1;
  if (typeof value !== 'object' || value === null) return 1;
  const known = turn.weights.get(value);
  if (known !== undefined) return known;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return 1;
  let weight = 1;
  for (const member of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(member);
  turn.weights.set(value, weight);
  return weight;
}

type BuiltIn = { implementation: (this: unknown, ...values: unknown[]) => unknown };

function formatNow(this: Focus, picture?: string, timezone?: string): unknown {
  const format = this.environment.lookup('fromMillis') as BuiltIn;
  return format.implementation.call(this, turn.nowMs, picture, timezone);
}

async function toMillis(this: Focus, text?: string, picture?: string): Promise<unknown> {
  if (text === undefined) return undefined;
  const parts = picture?.match(/\[[^\]]*\]/g)?.map((part) => part[1]) ?? [];
  // A picture becomes a backtracking pattern. Each part once, and never parted by digits, keeps it quick.
  if (text.length > 60 || new Set(parts).size < parts.length || /\]\d+\[/.test(picture ?? '')) {
    throw problem('SISTA_FUNCTION', `$toMillis cannot read "${text.slice(0, 60)}" with this picture.`);
  }
  const builtIn = await builtInToMillis();
  // What a picture leaves out, such as the day, is taken from this time.
  const focus = { ...this, environment: { ...this.environment, timestamp: new Date(turn.nowMs) } };
  return builtIn.implementation.call(focus, text, picture);
}

let keptToMillis: BuiltIn | undefined;

/** Under its own name ours stands before it; an expression without our functions still has it. */
async function builtInToMillis(): Promise<BuiltIn> {
  keptToMillis ??= (await jsonata('$toMillis').evaluate({})) as BuiltIn;
  return keptToMillis;
}

function shuffle(list?: readonly unknown[]): unknown[] | undefined {
  if (list === undefined) return undefined;
  const shuffled = [...list];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(turn.random() * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other], shuffled[at]];
  }
  return shuffled;
}

function pad(text: string | undefined, width: number, fill = ' '): string | undefined {
  if (text === undefined) return undefined;
  limitSize(Math.abs(width));
  const missing = Math.max(0, Math.trunc(Math.abs(width)) - [...text].length);
  const padding = [...(fill || ' ').repeat(missing)].slice(0, missing).join('');
  return width < 0 ? padding + text : text + padding;
}

function join(texts: readonly string[] | undefined, separator = ''): string | undefined {
  if (texts === undefined) return undefined;
  limitSize(texts.reduce((size, text) => size + text.length + separator.length, 0));
  return texts.join(separator);
}

function distinct(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  const first = new Map<string, unknown>();
  for (const item of list) {
    const key = canonicalJson(item);
    if (!first.has(key)) first.set(key, item);
  }
  return Object.assign([...first.values()], 'sequence' in list ? { sequence: true } : {});
}

function refuseEval(): never {
  const message =
    '$eval is not available: write the expression itself. To read JSON from a text, use $parse.';
  throw problem('SISTA_FUNCTION', message);
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const message = `$parse reads JSON, and this text is not: ${JSON.stringify(text.slice(0, 40))}.`;
    throw problem('SISTA_FUNCTION', message);
  }
}
