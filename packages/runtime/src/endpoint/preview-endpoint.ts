import type {
  EndpointPreview,
  PreviewEndpointInput,
  PreviewedEvent,
  TestEvents,
} from '@sista/shared/endpoint/endpoint-api.schema';
import { isSubscribed, matchesPattern, type SubscriptionScope } from '@sista/shared/endpoint/event-pattern';
import { ExpressionError } from '@sista/shared/expression/expression-error';
import type { Sql } from '../db/sql.ts';
import { evaluateFilter } from '../event/evaluate-filter.ts';
import { subjectOf } from '../event/fan-out.ts';
import { filterProblem } from './check-subscription.ts';
import { readEndpointRow } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import { dataOf, type EventHead, recentEvents, sampleOf, timeOf } from './recent-events.ts';

const windowMs = 7 * 86_400_000;
const mostEvents = 2_000;
const mostSamples = 10;
/** Data is loaded for so many at once: one event may have 256 KB. */
const atOnce = 50;
/** A slow filter must not keep a process busy: what is not evaluated until then is not counted. */
const mostFilterMs = 3_000;

type Filter = PreviewedEvent['filter'];
type Judged = { event: EventHead; filter: Filter };

/** What a subscription would have received in the last 7 days, by a dry run over the newest 2,000 events. */
export async function previewEndpoint(
  { database, now }: Pick<EndpointShop, 'database' | 'now'>,
  workspaceId: string,
  { id, filter, ...scope }: PreviewEndpointInput,
): Promise<EndpointPreview> {
  const sql = database.history;
  const since = now() - windowMs;
  const events = await recentEvents(sql, workspaceId, { since, most: mostEvents + 1, except: id });
  const looked = events.slice(0, mostEvents);
  const taken = looked.filter((event) => isSubscribed(scope, event));
  const problem = filter === null ? null : filterProblem(filter);
  const judged = await judgeAll(sql, taken, filter, problem);
  const received = judged.filter(({ filter: outcome }) => outcome === null || outcome.outcome === 'passed');
  const heldBack = judged.filter(({ filter: outcome }) => outcome !== null && outcome.outcome !== 'passed');
  const errors = heldBack.filter(({ filter: outcome }) => outcome?.outcome === 'error').length;
  return {
    since: new Date(since).toISOString(),
    scanned: looked.length,
    complete: events.length <= mostEvents && judged.length === taken.length,
    received: received.length,
    filtered: heldBack.length - errors,
    filterErrors: errors,
    filterProblem: problem,
    samples: await previewed(sql, received, scope),
    heldBack: await previewed(sql, heldBack, scope),
  };
}

async function judgeAll(
  sql: Sql,
  events: readonly EventHead[],
  filter: string | null,
  problem: { message: string } | null,
): Promise<Judged[]> {
  if (filter === null) return events.map((event) => ({ event, filter: null }));
  if (problem !== null)
    return events.map((event) => ({ event, filter: { outcome: 'error', message: problem.message } }));
  const judged: Judged[] = [];
  const startedAt = performance.now();
  for (let at = 0; at < events.length && performance.now() - startedAt < mostFilterMs; at += atOnce) {
    const some = events.slice(at, at + atOnce);
    const data = await dataOf(
      sql,
      some.map(({ id }) => id),
    );
    for (const event of some) judged.push({ event, filter: await judge(filter, event, data.get(event.id)) });
  }
  return judged;
}

/** What the filter makes of one event. */
export async function judge(filter: string, event: EventHead, data: unknown): Promise<NonNullable<Filter>> {
  try {
    const scope = { type: event.type, timestamp: timeOf(event.id), subject: subjectOf(event), data };
    return { outcome: (await evaluateFilter(filter, scope)) ? 'passed' : 'filtered' };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { outcome: 'error', message: error.message };
  }
}

const scopeNames = ['employeeIds', 'teamIds', 'flowIds'] as const;

async function previewed(
  sql: Sql,
  judged: readonly Judged[],
  scope: SubscriptionScope,
): Promise<PreviewedEvent[]> {
  const shown = judged.slice(0, mostSamples);
  const data = await dataOf(
    sql,
    shown.map(({ event }) => event.id),
  );
  return shown.map(({ event, filter }) => ({
    ...sampleOf(event, data.get(event.id)),
    pattern: scope.eventTypes.find((pattern) => matchesPattern(pattern, event.type)) ?? '*',
    scopes: scopeNames.filter((name) => scope[name].length > 0),
    filter,
  }));
}

/** The newest real events that an endpoint takes; each can be sent again as a test. Refuses with `not_found`. */
export async function listTestEvents(
  { database, now }: Pick<EndpointShop, 'database' | 'now'>,
  workspaceId: string,
  { id, eventType }: { id: string; eventType?: string | undefined },
): Promise<TestEvents> {
  const row = await readEndpointRow(database.hot, workspaceId, id, now());
  const { event_types: eventTypes, employee_ids, team_ids, flow_ids, filter } = row;
  const scope = { eventTypes, employeeIds: employee_ids, teamIds: team_ids, flowIds: flow_ids };
  const question = { since: now() - windowMs, most: mostEvents, except: id };
  const events = await recentEvents(database.history, workspaceId, question);
  const wanted = events.filter(
    (event) => isSubscribed(scope, event) && (eventType === undefined || event.type === eventType),
  );
  // More than are shown, since a filter may keep some back; but not the whole week for a rare one.
  const candidates = filter === null ? wanted.slice(0, mostSamples) : wanted.slice(0, mostSamples * 10);
  const judged = await judgeAll(database.history, candidates, filter, null);
  const taken = judged.filter(({ filter: found }) => found === null || found.outcome === 'passed');
  return { data: (await previewed(database.history, taken, scope)).map(asSample), next: null };
}

const asSample = ({ id, type, timestamp, sequence, summary }: PreviewedEvent) => ({
  id,
  type,
  timestamp,
  sequence,
  summary,
});
