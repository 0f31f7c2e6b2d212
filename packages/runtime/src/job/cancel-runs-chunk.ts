import { uuidTimeMs } from '@sista/shared/ids';
import { type CancelRuns, cancelRuns } from '../control/cancel-runs.ts';
import type { Sql } from '../db/sql.ts';
import type { Chunk, JobRow } from './job.types.ts';

type CancelJob = JobRow<'cancel-runs'>;

/** Entries of the flow's index that one commit looks at, and runs that it ends. */
const windowRows = 20_000;
const atOnce = 200;
/** Other processes take up to a second to see that a flow is paused, and accept for it until then. */
const settleMs = 2_000;
const first = '00000000-0000-0000-0000-000000000000';

/**
 * `cancel-runs`: counts the unfinished runs of a flow, then ends them, oldest first. The cursor is `count:<run>` and
 * then `cancel:<run>`, the last run that was looked at. Runs that begin meanwhile are ended too.
 */
export async function cancelRunsChunk(
  world: CancelRuns,
  sql: Sql,
  job: CancelJob,
  now: number,
): Promise<Chunk> {
  const [phase, after = first] = (job.cursor ?? `count:${first}`).split(':');
  if (phase === 'count') return countWindow(sql, job, after);
  const { ids, last, seen } = await openRunsAfter(sql, job, after);
  const announce = await cancelRuns(world, sql, ids, { by: { id: job.input.byId, name: job.by }, now });
  const caughtUp = seen < windowRows && ids.length < atOnce;
  const done = job.done + ids.length;
  return {
    cursor: `cancel:${last}`,
    done,
    total: Math.max(job.total ?? 0, done),
    over: caughtUp && (!job.input.paused || now - uuidTimeMs(job.id) > settleMs),
    after: announce,
  };
}

async function countWindow(sql: Sql, { input, done, total }: CancelJob, after: string): Promise<Chunk> {
  const [row] = await sql.query<{ open: number; seen: number; last: string | null }>(
    'count-open-runs',
    `with page as (
       select id, status from engine.run where flow_id = $1 and id > $2 order by id limit ${windowRows})
     select count(*) filter (where status < 4)::int as open, count(*)::int as seen,
       (select id from page order by id desc limit 1) as last from page`,
    [input.flowId, after],
  );
  const { open = 0, seen = 0, last = null } = row ?? {};
  const counted = { done, total: (total ?? 0) + open, over: false, after: () => {} };
  return { ...counted, cursor: seen < windowRows ? `cancel:${first}` : `count:${last}` };
}

async function openRunsAfter(sql: Sql, { input }: CancelJob, after: string) {
  const rows = await sql.query<{ ids: string[] | null; seen: number; last: string | null }>(
    'open-runs-after',
    `with page as (
       select id, status from engine.run where flow_id = $1 and id > $2 order by id limit ${windowRows}),
     open as (select id from page where status < 4 order by id limit ${atOnce})
     select (select array_agg(id order by id) from open)::text[] as ids, (select count(*) from page)::int as seen,
       (select id from page order by id desc limit 1) as last`,
    [input.flowId, after],
  );
  const ids = rows[0]?.ids ?? [];
  const last = ids.length === atOnce ? ids.at(-1) : rows[0]?.last;
  return { ids, seen: rows[0]?.seen ?? 0, last: last ?? after };
}
