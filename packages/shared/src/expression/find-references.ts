/** A node of JSONata's syntax tree. Its own type leaves out most members. */
export type SyntaxNode = { type: string; value?: unknown; position?: number; [member: string]: unknown };

/** A path that starts at the scope: `steps.review.output`, with the place of each name in the source. */
export type RootPath = {
  names: readonly { name: string; start: number; end: number }[];
  /** It stands where the expression itself deals with a missing value: `??`, `?:`, `? :`, `$exists`. */
  guarded: boolean;
};

type Place = { source: string; found: Map<string, RootPath> };
/** `atRoot`: names here are members of the scope, not of the value that a path or predicate is looking at. */
type Context = { atRoot: boolean; guarded: boolean };

/** All paths from the scope in a syntax tree, in the order of the source, each once. */
export function findRootPaths(tree: SyntaxNode, source: string): RootPath[] {
  const place: Place = { source, found: new Map() };
  visit(tree, { atRoot: true, guarded: false }, place);
  return [...place.found.values()].sort((a, b) => (a.names[0]?.start ?? 0) - (b.names[0]?.start ?? 0));
}

function visit(node: SyntaxNode, context: Context, place: Place): void {
  if (node.type === 'path') {
    visitPath(node, context, place);
    return;
  }
  const inside = innerContext(node, context);
  for (const child of childrenOf(node)) visit(child, inside, place);
  visitFilters(node, context, place);
}

function innerContext(node: SyntaxNode, context: Context): Context {
  // A transform looks at each match of its pattern, whatever the pattern starts from.
  if (node.type === 'transform') return { ...context, atRoot: false };
  const procedure = node.procedure as SyntaxNode | undefined;
  const guarded = context.guarded || node.type === 'condition' || procedure?.value === 'exists';
  return { ...context, guarded };
}

function visitPath(node: SyntaxNode, context: Context, place: Place): void {
  const steps = node.steps as SyntaxNode[];
  const first = steps[0] as SyntaxNode;
  const fromRoot =
    first.type === 'variable' && (first.value === '$' || (first.value === '' && context.atRoot));
  if (fromRoot || (first.type === 'name' && context.atRoot)) {
    record(steps.slice(fromRoot ? 1 : 0), context, place);
  }
  for (const [at, step] of steps.entries()) {
    if (step.type === 'name') visitFilters(step, context, place);
    else visit(step, { ...context, atRoot: context.atRoot && at === 0 }, place);
  }
  visitGroup(node, context, place);
}

function record(steps: readonly SyntaxNode[], context: Context, place: Place): void {
  const end = steps.findIndex((step) => step.type !== 'name');
  const names = (end === -1 ? steps : steps.slice(0, end)).map((step) => nameOf(step, place.source));
  const first = names[0];
  if (first === undefined) return;
  // JSONata copies the left side of `??` and `?:`; the copies stand at the same place.
  const key = `${first.start}:${names.map((name) => name.name).join('.')}`;
  const known = place.found.get(key);
  place.found.set(key, { names, guarded: context.guarded || (known?.guarded ?? false) });
}

/** JSONata's positions are behind a token, with its quotes. */
function nameOf(step: SyntaxNode, source: string): RootPath['names'][number] {
  const name = String(step.value);
  const end = step.position ?? 0;
  const quoted = /["'`]/.test(source[end - 1] ?? '');
  return { name, start: end - name.length - (quoted ? 2 : 0), end };
}

/** Predicates and groups see the members of what they are applied to. */
function visitFilters(node: SyntaxNode, context: Context, place: Place): void {
  const within = { ...context, atRoot: false };
  const filters = [...listOf(node.predicate), ...listOf(node.stages)];
  for (const filter of filters) if (isNode(filter.expr)) visit(filter.expr, within, place);
  visitGroup(node, context, place);
}

function visitGroup(node: SyntaxNode, context: Context, place: Place): void {
  const group = node.group as { lhs?: unknown } | undefined;
  for (const child of nodesIn(group?.lhs)) visit(child, { ...context, atRoot: false }, place);
}

const childMembers = [
  'lhs',
  'rhs',
  'expression',
  'expressions',
  'arguments',
  'procedure',
  'body',
  'condition',
  'then',
  'else',
  'pattern',
  'update',
  'delete',
  'terms',
] as const;

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return childMembers.flatMap((member) => nodesIn(node[member]));
}

/** All patterns in a syntax tree. */
export function findPatterns(tree: SyntaxNode): { pattern: RegExp; position: number }[] {
  const own = tree.value instanceof RegExp ? [{ pattern: tree.value, position: tree.position ?? 0 }] : [];
  const filters = [...listOf(tree.predicate), ...listOf(tree.stages)].map((filter) => filter.expr);
  const group = tree.group as { lhs?: unknown } | undefined;
  const below = [...nodesIn(tree.steps), ...nodesIn(filters), ...nodesIn(group?.lhs), ...childrenOf(tree)];
  return [...own, ...below.flatMap(findPatterns)];
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const listOf = (value: unknown) => (Array.isArray(value) ? (value as { expr?: unknown }[]) : []);

function nodesIn(value: unknown): SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (isNode(value)) return [value];
  // The terms of a sort hold their expression one level down.
  const term = (value as { expression?: unknown } | null | undefined)?.expression;
  return isNode(term) ? [term] : [];
}
