import { attemptOutcomes } from '@sista/shared/delivery/delivery-reason';
import type { EndpointHealth, HealthWindow } from '@sista/shared/endpoint/endpoint-api.schema';
import { uuidTimeMs } from '@sista/shared/ids';
import { nameOf } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { mostCounted, readEndpointRow, viewLine } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';

const hourS = 3_600;
/** Length of a window and of its parts, in seconds. */
const windows: Record<HealthWindow, { windowS: number; bucketS: number }> = {
  '1h': { windowS: hourS, bucketS: 60 },
  '24h': { windowS: 24 * hourS, bucketS: hourS / 2 },
  '7d': { windowS: 168 * hourS, bucketS: 4 * hourS },
  '30d': { windowS: 720 * hourS, bucketS: 24 * hourS },
};
/** A delivery is tried for a day; its attempts in the window may belong to one that began before it. */
const lifeS = 25 * hourS;
/** Deliveries whose attempts are read, newest first: what the page costs at most. */
const mostDeliveries = 50_000;

/** `bucket` and `outcome` are null in sums over all of them. */
type SumRow = {
  bucket: number | null;
  outcome: number | null;
  n: number;
  tails: number[] | null;
};
type Figures = Pick<EndpointHealth, 'attempts' | 'answers' | 'successShare' | 'p50Ms' | 'p95Ms'>;

/** How an endpoint did in a window that ends now, and what waits for it. Refuses with `not_found`. */
export async function endpointHealth(
  { database, now: clock }: Pick<EndpointShop, 'database' | 'now'>,
  workspaceId: string,
  id: string,
  window: HealthWindow,
): Promise<EndpointHealth> {
  const now = clock();
  const row = await readEndpointRow(database.hot, workspaceId, id, now);
  const { windowS, bucketS } = windows[window];
  const untilMs = Math.ceil(now / (bucketS * 1_000)) * bucketS * 1_000;
  const sinceMs = untilMs - windowS * 1_000;
  const oldest = await oldestLooked(database.history, id, sinceMs);
  const sums = await readSums(database.history, id, { sinceMs, untilMs, bucketS });
  const { backlog, oldestWaitingSince } = await readBacklog(database.hot, id, now);
  const complete = oldest === undefined || oldest <= sinceMs;
  const count = Math.round(windowS / bucketS);
  return {
    window,
    since: iso(complete ? sinceMs : oldest),
    until: iso(untilMs),
    ...figuresOf(sums.filter(({ bucket }) => bucket === null)),
    bucketSeconds: bucketS,
    buckets: Array.from({ length: count }, (_, nth) => ({
      at: iso(sinceMs + nth * bucketS * 1_000),
      ...figuresOf(sums.filter(({ bucket }) => bucket === nth)),
    })),
    complete,
    line: viewLine(row, now),
    backlog,
    oldestWaitingSince,
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The time of the oldest delivery that is looked at, where there are more than may be; else undefined. */
async function oldestLooked(sql: Sql, endpointId: string, sinceMs: number): Promise<number | undefined> {
  const [row] = await sql.query<{ id: string }>(
    'endpoint-health-oldest',
    `select id from engine.delivery where endpoint_id = $1 and id >= engine.uuid_floor($2::timestamptz)
     order by id desc offset ${mostDeliveries} limit 1`,
    [endpointId, new Date(sinceMs - lifeS * 1_000)],
  );
  return row === undefined ? undefined : uuidTimeMs(row.id);
}

async function readSums(
  sql: Sql,
  endpointId: string,
  { sinceMs, untilMs, bucketS }: { sinceMs: number; untilMs: number; bucketS: number },
): Promise<SumRow[]> {
  return sql.query<SumRow>('endpoint-health', sumsText, [
    endpointId,
    new Date(sinceMs - lifeS * 1_000),
    new Date(sinceMs),
    new Date(untilMs),
    bucketS,
  ]);
}

// `offset 0`: each delivery's attempts are looked up by their key. Joined freely, the attempts of all endpoints are read.
const sumsText = `
with recent as (
  select id from engine.delivery where endpoint_id = $1 and id >= engine.uuid_floor($2::timestamptz)
    and (settled_at is null or settled_at >= $3)
  order by id desc limit ${mostDeliveries}
), tries as materialized (
  select floor(extract(epoch from a.started_at - $3::timestamptz) / $5::int)::int as bucket, a.outcome, a.ms, a.http_status
  from recent r cross join lateral (
    select t.started_at, t.outcome, t.ms, t.http_status from engine.delivery_attempt t where t.delivery_id = r.id offset 0) a
  where a.started_at >= $3 and a.started_at < $4
), counted as (
  select bucket, outcome, count(*)::int as n from tries group by grouping sets ((bucket, outcome), (outcome))
), timed as (
  select bucket, percentile_disc(array[0.5, 0.95]) within group (order by ms) as tails
  from tries where http_status is not null group by grouping sets ((bucket), ())
)
select bucket, outcome, n, null::int[] as tails from counted
union all select bucket, null, 0, tails from timed`;

/** The sums of one part of the window, or of all of it. */
function figuresOf(sums: readonly SumRow[]): Figures {
  const answers: Record<string, number> = {};
  for (const { outcome, n } of sums) if (outcome !== null) answers[nameOf(attemptOutcomes, outcome)] = n;
  const attempts = Object.values(answers).reduce((sum, n) => sum + n, 0);
  const [p50Ms = null, p95Ms = null] = sums.find(({ outcome }) => outcome === null)?.tails ?? [];
  const successShare = attempts === 0 ? null : (answers.delivered ?? 0) / attempts;
  return { attempts, answers, successShare, p50Ms, p95Ms };
}

async function readBacklog(
  sql: Sql,
  endpointId: string,
  now: number,
): Promise<Pick<EndpointHealth, 'backlog' | 'oldestWaitingSince'>> {
  const [row] = await sql.query<{ backlog: number; oldest: string | null }>(
    'endpoint-backlog',
    `with open as (
       select due_at, delivery_id from engine.delivery_due where endpoint_id = $1 order by due_at limit ${mostCounted})
     select count(*) filter (where due_at <= $2)::int as backlog,
       (select delivery_id from open order by delivery_id limit 1) as oldest from open`,
    [endpointId, new Date(now)],
  );
  const { backlog = 0, oldest = null } = row ?? {};
  return { backlog, oldestWaitingSince: oldest === null ? null : iso(uuidTimeMs(oldest)) };
}
