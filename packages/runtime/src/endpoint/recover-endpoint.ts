import type { Recoverable, RecoverEndpointInput, Recovery } from '@sista/shared/endpoint/endpoint-api.schema';
import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import type { JobInputs } from '../job/job.types.ts';
import { insertJob, readJob, viewJob } from '../job/job-rows.ts';
import { announceJob } from '../job/work-jobs.ts';
import { type EndpointRow, readEndpointRow } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import { dataOf, sampleOf } from './recent-events.ts';
import { type RecoverOrder, reasonsOf, recoveryRate } from './recover-order.ts';
import { missedEvents, type Recovered, recoverableDeliveries, type Stretch } from './select-recoverable.ts';

const atOnce = 5_000;
/** Rows that the count looks at; beyond it the counts are of the oldest. */
const mostLooked = 100_000;
const mostSamples = 10;

type Ordering = { workspaceId: string; by: string };

/**
 * Counts what an endpoint did not get in a time, and orders a job that sends it, unless `dryRun`. Refuses with
 * `not_found`, and with `conflict` while the endpoint is switched off: everything would be parked again.
 */
export async function recoverEndpoint(
  shop: EndpointShop,
  { workspaceId, by }: Ordering,
  input: RecoverEndpointInput,
): Promise<Recovery> {
  const now = shop.now();
  const { hot } = shop.database;
  const endpoint = await readEndpointRow(hot, workspaceId, input.id, now);
  if (!endpoint.enabled && !input.dryRun) {
    throw new Refusal('conflict', 'The endpoint is switched off. Enable it, then recover what it missed.');
  }
  const order = orderOf(input, endpoint, now);
  const counted = await countAll(shop.database.history, order, endpoint);
  const { ratePerSecond } = order;
  const estimate = { ratePerSecond, estimatedSeconds: Math.ceil(counted.total / ratePerSecond) };
  if (input.dryRun) return { job: null, ...counted, ...estimate };
  const total = counted.complete ? counted.total : null;
  const job = await orderJob(shop, { workspaceId, by }, 'recover-endpoint', order, total);
  return { job, ...counted, ...estimate };
}

/** Writes a job and tells who watches. */
export async function orderJob<Kind extends 'recover-endpoint' | 'cancel-backlog'>(
  { database, live, now }: EndpointShop,
  { workspaceId, by }: Ordering,
  kind: Kind,
  input: JobInputs[Kind],
  total: number | null,
) {
  const id = newUuid(now());
  await insertJob(database.hot, { id, workspaceId, kind, by, input, total });
  const job = await readJob(database.hot, workspaceId, id);
  announceJob(live, job);
  return viewJob(job);
}

function orderOf(
  input: RecoverEndpointInput,
  { id, rate_limit: limit }: EndpointRow,
  now: number,
): RecoverOrder {
  const since = Date.parse(input.since);
  // What happens from now on is delivered anyway.
  const until = Math.min(input.until === undefined ? now : Date.parse(input.until), now);
  if (since >= until)
    throw new Refusal(
      'invalid_input',
      'since: It lies after "until", or in the future. Choose an earlier one.',
    );
  return {
    endpointId: id,
    since,
    until,
    reasons: reasonsOf(input.include),
    eventTypes: input.eventTypes ?? [],
    employeeIds: input.employeeIds ?? [],
    flowIds: input.flowIds ?? [],
    ratePerSecond: recoveryRate(input.ratePerSecond, limit),
  };
}

type Counted = Pick<Recovery, 'total' | 'complete' | 'byType' | 'byReason' | 'expired' | 'samples'>;

async function countAll(sql: Sql, order: RecoverOrder, endpoint: EndpointRow): Promise<Counted> {
  const byType: Record<string, number> = {};
  const byReason: Partial<Record<Recoverable, number>> = {};
  const shown: Recovered[] = [];
  let [total, expired, complete] = [0, 0, true];
  const passes: ((after: string) => Promise<Stretch>)[] = [];
  if (order.reasons.some((reason) => reason !== 'missed'))
    passes.push((after) => recoverableDeliveries(sql, order, after, atOnce));
  if (order.reasons.includes('missed'))
    passes.push((after) => missedEvents(sql, order, endpoint, after, atOnce));
  for (const pass of passes) {
    let after: string | undefined = '';
    for (let looked = 0; after !== undefined; looked += atOnce) {
      if (looked >= mostLooked) {
        complete = false;
        break;
      }
      const stretch: Stretch = await pass(after);
      after = stretch.after;
      expired += stretch.expired;
      for (const { event, reason } of stretch.found) {
        byType[event.type] = (byType[event.type] ?? 0) + 1;
        byReason[reason] = (byReason[reason] ?? 0) + 1;
      }
      total += stretch.found.length;
      shown.push(...stretch.found.slice(0, mostSamples - shown.length));
    }
  }
  return { total, complete, byType, byReason, expired, samples: await samplesOf(sql, shown) };
}

async function samplesOf(sql: Sql, shown: readonly Recovered[]): Promise<Recovery['samples']> {
  const data = await dataOf(
    sql,
    shown.map(({ event }) => event.id),
  );
  return shown.map(({ event, reason }) => ({ ...sampleOf(event, data.get(event.id)), reason }));
}
