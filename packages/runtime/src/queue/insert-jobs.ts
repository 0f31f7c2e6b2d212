import { plainArray } from '../db/array-parameters.ts';

/** A queue job to be inserted; `group` is the workspace. */
export type NewJob = { id: string; group?: string };

/**
 * The rows that pg-boss's own insert would write, without its JSON and its date parsing, which cost more than the
 * rows themselves. A test holds them equal to what pg-boss writes. `source` has the columns `id` and `group_id`,
 * `lane` is an expression.
 */
export const jobRowsText = (source: string, lane: string) => `
  insert into pgboss.job (id, name, priority, start_after, created_on, group_id, expire_seconds, deletion_seconds,
    keep_until, retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
  select i.id, q.name, 0, now(), now(), i.group_id, q.expire_seconds, q.deletion_seconds,
    now() + q.retention_seconds * interval '1 second', q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
    q.policy, q.dead_letter, q.heartbeat_seconds
  from ${source} join pgboss.queue q on q.name = ${lane}`;

/** Inserts a job for each id that has none yet; answers the ids that were new. */
export const insertJobsText = `${jobRowsText('unnest($1::uuid[], $2::text[]) as i (id, group_id)', '$3')}
  on conflict do nothing returning id`;

export const jobValues = (lane: string, jobs: readonly NewJob[]): unknown[] => [
  plainArray(jobs.map(({ id }) => id)),
  plainArray(jobs.map(({ group }) => group ?? null)),
  lane,
];

export const removeJobsText = 'delete from pgboss.job where name = $1 and id = any($2::uuid[])';
