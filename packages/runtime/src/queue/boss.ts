import { PgBoss } from 'pg-boss';
import { plainArray, textArray } from '../db/array-parameters.ts';
import { bossDb } from '../db/database.ts';
import type { Sql } from '../db/sql.ts';
import { claimJobsText, insertJobsText, jobValues, type NewJob, removeJobsText } from './job-statements.ts';

/** The lanes: families of queue jobs. A job's id is the run's, or for `deliver` the endpoint's. */
export const lanes = ['run', 'ai', 'deliver'] as const;
export type Lane = (typeof lanes)[number];

/** A claimed queue job. `retryCount` tells this claim from an older one of the same job. */
export type ClaimedJob = {
  id: string;
  retryCount: number;
  /** Of the workspace; null where the job was inserted without. */
  group?: string | null;
};

/** pg-boss, cut down to what we use. Every write takes the `Sql` of the commit that it belongs to. */
export type Queue = {
  /** Inserts a job for each id that has none yet; answers the ids that were new. */
  insert(sql: Sql, lane: Lane, jobs: readonly NewJob[]): Promise<string[]>;
  remove(sql: Sql, lane: Lane, ids: readonly string[]): Promise<void>;
  /** Claims up to `count` jobs; those of `ignoreGroups` stay where they are. */
  fetch(lane: Lane, count: number, ignoreGroups?: readonly string[]): Promise<ClaimedJob[]>;
  /** A heartbeat for claims that are still worked on. */
  touch(lane: Lane, jobs: readonly ClaimedJob[]): Promise<void>;
  /** Returns jobs whose worker is gone to their queue. The leader calls it. */
  supervise(): Promise<void>;
  /** Returns every claimed job at once; only right while no other process lives. Answers how many. */
  requeueAll(sql: Sql): Promise<number>;
  stop(): Promise<void>;
};

export async function openQueue(sql: Sql, onError: (error: Error) => void): Promise<Queue> {
  // Scheduling, supervision and migration are ours: the leader supervises, `migrate` has migrated.
  const boss = new PgBoss({
    db: bossDb(sql),
    schema: 'pgboss',
    schedule: false,
    supervise: false,
    migrate: false,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', onError);
  await boss.start();
  return {
    async insert(commit, lane, jobs) {
      if (jobs.length === 0) return [];
      const rows = await commit.query<{ id: string }>('insert-jobs', insertJobsText, jobValues(lane, jobs));
      return rows.map(({ id }) => id);
    },
    async remove(commit, lane, ids) {
      if (ids.length > 0) await commit.query('remove-jobs', removeJobsText, [lane, plainArray(ids)]);
    },
    async fetch(lane, count, ignoreGroups = []) {
      const rows = await sql.query<{ id: string; retry_count: number; group_id: string | null }>(
        `claim-jobs-${count}`,
        claimJobsText(count),
        [lane, textArray(ignoreGroups)],
      );
      return rows.map(({ id, retry_count, group_id }) => ({ id, retryCount: retry_count, group: group_id }));
    },
    async touch(lane, jobs) {
      if (jobs.length > 0)
        await boss.touch(
          lane,
          jobs.map(({ id, retryCount }) => ({ id, retryCount })),
        );
    },
    supervise: () => boss.supervise(),
    async requeueAll(commit) {
      const rows = await commit.query(
        'requeue-all',
        `update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null
         where state = 'active' and name = any($1) returning id`,
        [[...lanes]],
      );
      return rows.length;
    },
    stop: () => boss.stop({ graceful: false }),
  };
}
