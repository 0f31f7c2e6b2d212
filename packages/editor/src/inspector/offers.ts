import type { ExpressionScope } from '@sista/shared/expression/expression-scope';
import type { FlowDocument, FlowNode } from '@sista/shared/flow/flow.schema';
import { dottedPath, type JsonPath } from '../ui/JsonTree.tsx';

/** A place in the data that an expression can name. */
export type Offer = {
  /** As an expression writes it: `steps.review.output.decision`. */
  path: string;
  /** Whose data it is, as people call it: "Review order". */
  from: string;
  value: unknown;
};

const mostDepth = 6;
const mostOffers = 400;

/** The steps before `nodeId`, nearest first. */
export function stepsBefore(document: FlowDocument, nodeId: string): FlowNode[] {
  const found: string[] = [];
  let frontier = [nodeId];
  while (frontier.length > 0) {
    const before = document.edges.filter((edge) => frontier.includes(edge.target)).map((edge) => edge.source);
    frontier = [...new Set(before)].filter((id) => id !== nodeId && !found.includes(id));
    found.push(...frontier);
  }
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return found.flatMap((id) => nodes.get(id) ?? []);
}

/** Everything that can be named in the scope of a node: steps before it, the trigger, variables, the run. */
export function offersOf(scope: ExpressionScope, before: readonly FlowNode[], triggerName: string): Offer[] {
  const offers: Offer[] = [];
  for (const node of before) {
    const step = scope.steps[node.id];
    if (step?.output !== undefined) collect(offers, ['steps', node.id, 'output'], step.output, node.name);
  }
  collect(offers, ['trigger'], scope.trigger, triggerName);
  if (scope.item !== undefined) collect(offers, ['item'], scope.item, 'Item of the loop');
  if (Object.keys(scope.vars).length > 0) collect(offers, ['vars'], scope.vars, 'Variables');
  collect(offers, ['run', 'id'], scope.run.id, 'Run');
  collect(offers, ['now'], scope.now, 'Run');
  return offers;
}

function collect(offers: Offer[], path: JsonPath, value: unknown, from: string): void {
  if (offers.length >= mostOffers || path.length > mostDepth) return;
  offers.push({ path: dottedPath(path), from, value });
  if (Array.isArray(value)) {
    if (value.length > 0) collect(offers, [...path, 0], value[0], from);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) collect(offers, [...path, name], member, from);
}

/** Offers that fit what was typed after `{{`: paths that begin with it, then those that hold it, then all its words. */
export function matchOffers(offers: readonly Offer[], typed: string, most = 8): Offer[] {
  const text = typed.trim().toLowerCase();
  const words = text.split(/[\s.]+/).filter(Boolean);
  const rank = (offer: Offer) => {
    const path = offer.path.toLowerCase();
    if (path.startsWith(text)) return 0;
    if (path.includes(text)) return 1;
    const whole = `${path} ${offer.from.toLowerCase()}`;
    return words.every((word) => whole.includes(word)) ? 2 : 3;
  };
  return offers
    .map((offer) => ({ offer, rank: rank(offer) }))
    .filter(({ rank: found }) => found < 3)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, most)
    .map(({ offer }) => offer);
}

/** A value in a few characters, beside its name. */
export function shortValue(value: unknown, most = 40): string {
  if (value === undefined) return 'not there';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
