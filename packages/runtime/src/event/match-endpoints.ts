import { type EventSubject, isSubscribed } from '@sista/shared/endpoint/event-pattern';
import type { RoutedEndpoint } from './endpoint-table.ts';

/** What becomes of an event at one endpoint that subscribes to it. */
export type Match = {
  endpoint: RoutedEndpoint;
  outcome: 'send' | 'disabled' | 'about_itself' | 'filtered' | 'filter_error';
};

/** Evaluates an endpoint's filter; rejects when the expression cannot be evaluated in time. */
export type EvaluateFilter = (filter: string, event: FilterScope) => Promise<boolean>;
export type FilterScope = { type: string; timestamp: string; subject: Record<string, string>; data: unknown };

/**
 * The endpoints that subscribe to an event, in their order, each with what becomes of it. A mistake in a filter
 * parks the delivery: it loses nothing and leaks nothing.
 */
export async function matchEndpoints(
  endpoints: readonly RoutedEndpoint[],
  event: EventSubject & { aboutEndpoint: string | undefined },
  scope: () => FilterScope,
  evaluate: EvaluateFilter,
): Promise<Match[]> {
  const matches: Match[] = [];
  for (const endpoint of endpoints) {
    if (!isSubscribed(endpoint, event)) continue;
    matches.push({ endpoint, outcome: await outcomeAt(endpoint, event.aboutEndpoint, scope, evaluate) });
  }
  return matches;
}

async function outcomeAt(
  endpoint: RoutedEndpoint,
  aboutEndpoint: string | undefined,
  scope: () => FilterScope,
  evaluate: EvaluateFilter,
): Promise<Match['outcome']> {
  if (endpoint.id === aboutEndpoint) return 'about_itself';
  if (endpoint.filter !== null) {
    const wanted = await evaluate(endpoint.filter, scope()).catch(() => undefined);
    if (wanted === undefined) return 'filter_error';
    if (!wanted) return 'filtered';
  }
  return endpoint.enabled ? 'send' : 'disabled';
}
