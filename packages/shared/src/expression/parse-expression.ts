import jsonata, { type Expression } from 'jsonata';
import { boundFunctions } from './bound-functions.ts';
import { isScopeRoot, type ScopeRoot } from './expression-scope.ts';
import { isOverflow, type JsonataProblem, sentenceOf, startOf } from './expression-sentences.ts';
import { findPatterns, findRootPaths, type RootPath, type SyntaxNode } from './find-references.ts';
import { compilePattern, LinearRegex } from './linear-regex.ts';
import { splitTemplate } from './split-template.ts';

/** `position` is an index into the template. */
export type ExpressionProblem = { message: string; position: number };

export type CompiledExpression = {
  source: string;
  /** Where the source begins in the template. */
  start: number;
  expression: Expression;
  rootPaths: readonly RootPath[];
  /** The names of `a.b.c`, when the expression is no more than that. */
  plainPath: readonly string[] | undefined;
};

export type ParsedTemplate = {
  parts: readonly (string | CompiledExpression)[];
  /** Nothing but one expression and white space: its value is the template's value. */
  single: CompiledExpression | undefined;
  /** With any, nothing is evaluated. */
  problems: readonly ExpressionProblem[];
};

/** A name that an expression reads from the scope. */
export type Reference = {
  root: ScopeRoot;
  /** Of `steps` and `callbacks`: the node that is meant. */
  nodeId?: string;
  /** What follows the root, or the node: `['output', 'decision']`. */
  path: readonly string[];
  /** Index of the root's name in the template. */
  position: number;
  /** The expression says itself what happens where the value is missing. */
  guarded: boolean;
  /** Place of the node's name in the template, for renaming. */
  nodeRange?: { start: number; end: number };
};

/** The limits of all expressions; `timeout` (ms) is set by each evaluation, one at a time. */
export const limits = {
  timeout: 1_000,
  stack: 400,
  sequence: 100_000,
  RegexEngine: LinearRegex as unknown as RegExpConstructor,
};

const longestExpression = 10_000;
const mostCached = 2_000;
const longestCached = 20_000;
const cache = new Map<string, ParsedTemplate>();

/** Splits and compiles a template. Never throws: what is wrong with it stands in `problems`. */
export function parseTemplate(template: string): ParsedTemplate {
  const known = cache.get(template);
  if (known) {
    // A Map keeps the order of insertion: what was used last goes to the end, and the first is the oldest.
    cache.delete(template);
    cache.set(template, known);
    return known;
  }
  const parsed = parse(template);
  if (template.length <= longestCached) cache.set(template, parsed);
  const [oldest] = cache.keys();
  if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest);
  return parsed;
}

function parse(template: string): ParsedTemplate {
  const split = splitTemplate(template);
  const problems: ExpressionProblem[] = [];
  if (split.unclosedAt !== undefined) {
    problems.push({
      position: split.unclosedAt,
      message: 'This expression is not closed. Write }} behind it.',
    });
  }
  const parts: (string | CompiledExpression)[] = [];
  for (const part of split.parts) {
    if (part.kind === 'text') parts.push(part.text);
    else {
      const compiled = compileExpression(part.source, part.start);
      if ('message' in compiled) problems.push(compiled);
      else parts.push(compiled);
    }
  }
  const written = parts.filter((part) => typeof part !== 'string' || part.trim() !== '');
  const [only] = written;
  const single = written.length === 1 && typeof only === 'object' ? only : undefined;
  return { parts, single, problems };
}

/** Compiles one expression without braces. `start` is added to the position of a problem. */
export function compileExpression(source: string, start = 0): CompiledExpression | ExpressionProblem {
  if (source.trim() === '') return { position: start, message: 'There is nothing between {{ and }}.' };
  if (source.length > longestExpression) {
    return {
      position: start,
      message: 'The expression is longer than 10,000 characters. Split it with Set values.',
    };
  }
  try {
    const expression = jsonata(source, limits);
    const tree = expression.ast() as SyntaxNode;
    const problem = patternProblem(tree, start);
    if (problem) return problem;
    boundFunctions(expression);
    return {
      source,
      start,
      expression,
      rootPaths: findRootPaths(tree, source),
      plainPath: plainPathOf(tree),
    };
  } catch (error) {
    if (isOverflow(error)) return { position: start, message: 'The expression nests too deeply.' };
    // A pattern that even JavaScript cannot read is a SyntaxError; everything else is JSONata's own.
    const problem = error as JsonataProblem;
    return { position: start + Math.min(startOf(problem), source.length), message: sentenceOf(problem) };
  }
}

function patternProblem(tree: SyntaxNode, start: number): ExpressionProblem | undefined {
  for (const { pattern, position } of findPatterns(tree)) {
    try {
      compilePattern(pattern);
    } catch (error) {
      // Behind the pattern with its flags; `g` is JSONata's own.
      return {
        position: start + position - pattern.source.length - pattern.flags.length - 1,
        message: (error as JsonataProblem).message ?? '',
      };
    }
  }
  return undefined;
}

function plainPathOf(tree: SyntaxNode): string[] | undefined {
  if (tree.type !== 'path' || Object.keys(tree).some((member) => member !== 'type' && member !== 'steps'))
    return undefined;
  const steps = tree.steps as SyntaxNode[];
  const plain = steps.every(
    (step) => step.type === 'name' && !plainStepExtras.some((extra) => extra in step),
  );
  return plain ? steps.map((step) => String(step.value)) : undefined;
}

const plainStepExtras = [
  'stages',
  'predicate',
  'group',
  'keepArray',
  'tuple',
  'focus',
  'index',
  'ancestor',
  'nextFunction',
];

/** What is wrong with a template, in the order of the text. */
export function templateProblems(template: string): readonly ExpressionProblem[] {
  return template.includes('{{') ? parseTemplate(template).problems : [];
}

/** What a template reads from the scope. Names that the scope does not have are in `unknownNamesOf`. */
export function referencesOf(template: string): Reference[] {
  return pathsOf(template).flatMap(({ names, guarded }) => {
    const [first, second] = names;
    if (first === undefined || !isScopeRoot(first.name)) return [];
    const byNode = first.name === 'steps' || first.name === 'callbacks';
    const node =
      byNode && second ? { nodeId: second.name, nodeRange: { start: second.start, end: second.end } } : {};
    const path = names.slice(byNode ? 2 : 1).map((name) => name.name);
    return [{ root: first.name, path, position: first.start, guarded, ...node }];
  });
}

/** Names at the beginning of paths that no scope has, with their place in the template. */
export function unknownNamesOf(template: string): { name: string; position: number }[] {
  return pathsOf(template).flatMap(({ names: [first] }) =>
    first && !isScopeRoot(first.name) ? [{ name: first.name, position: first.start }] : [],
  );
}

/** The paths of all expressions, with places in the template. */
function pathsOf(template: string): RootPath[] {
  if (!template.includes('{{')) return [];
  return parseTemplate(template).parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    return part.rootPaths.map(({ names, guarded }) => ({
      guarded,
      names: names.map(({ name, start, end }) => ({
        name,
        start: start + part.start,
        end: end + part.start,
      })),
    }));
  });
}
