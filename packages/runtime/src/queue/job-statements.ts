import { plainArray } from '../db/array-parameters.ts';

/** A queue job to be inserted; `group` is the workspace. */
export type NewJob = { id: string; group?: string };

/**
 * The rows that pg-boss's own insert would write, without its JSON and its date parsing, which cost more than the
 * rows themselves. A test holds them equal to what pg-boss writes. `source` has the columns `id` and `group_id`,
 * `lane` is an expression, and so is `claimed`: whether this process works the job from its insert on.
 */
export const jobRowsText = (source: string, lane: string, claimed = 'false') => `
  insert into pgboss.job_common (id, name, priority, start_after, created_on, group_id, expire_seconds, deletion_seconds,
    keep_until, retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds,
    state, started_on, heartbeat_on)
  select i.id, q.name, 0, now(), now(), i.group_id, q.expire_seconds, q.deletion_seconds,
    now() + q.retention_seconds * interval '1 second', q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
    q.policy, q.dead_letter, q.heartbeat_seconds,
    case when ${claimed} then 'active'::pgboss.job_state else 'created' end, case when ${claimed} then now() end,
    case when ${claimed} then now() end
  from ${source} join pgboss.queue q on q.name = ${lane}`;

/** Inserts a job for each id that has none yet; answers the ids that were new. */
export const insertJobsText = `${jobRowsText('unnest($1::uuid[], $2::text[]) as i (id, group_id)', '$3')}
  on conflict do nothing returning id`;

export const jobValues = (lane: string, jobs: readonly NewJob[]): unknown[] => [
  plainArray(jobs.map(({ id }) => id)),
  plainArray(jobs.map(({ group }) => group ?? null)),
  lane,
];

export const removeJobsText = 'delete from pgboss.job_common where name = $1 and id = any($2::uuid[])';

/**
 * Claims as pg-boss's own fetch does, the oldest first and past those of the groups in `$2`. The ids are found once
 * and then looked up: joined to the table as pg-boss has it, a plan made while the queue was short reads all of a
 * long one at every fetch.
 */
export const claimJobsText = (count: number) => `
  update pgboss.job_common j set state = 'active', started_on = now(), heartbeat_on = now(),
    retry_count = case when j.started_on is not null then j.retry_count + 1 else j.retry_count end
  where j.name = $1 and j.id = any (array(
    select k.id from pgboss.job_common k
    where k.name = $1 and k.state < 'active' and not k.blocked and k.start_after <= now()
      and (k.group_id is null or k.group_id <> all($2::text[]))
    order by k.priority desc, k.created_on limit ${count} for update of k skip locked))
  returning j.id, j.retry_count, j.group_id`;
