import { fromId, newUuid } from '@sista/shared/ids';
import type { JobView, ListJobsQuery } from '@sista/shared/job/job.schema';
import type { Page } from '@sista/shared/page.schema';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import type { LiveFeed } from '../runtime-door.ts';
import { insertJob, type JobMove, listJobs, moveJob, readJob, viewJob } from './job-rows.ts';
import { announceJob } from './work-jobs.ts';

export type CancelRunsOrder = {
  workspaceId: string;
  flowId: string;
  /** The flow was paused for it. */
  paused: boolean;
  by: { id: string; name: string };
};

/** Jobs as the server sees them; ids are UUIDs. The leader works them. */
export type JobVerbs = {
  cancelRuns(order: CancelRunsOrder): Promise<JobView>;
  list(workspaceId: string, query: ListJobsQuery): Promise<Page<JobView>>;
  read(workspaceId: string, jobId: string): Promise<JobView>;
  /** Takes effect between two chunks. Refuses a job that is over. */
  move(workspaceId: string, jobId: string, move: JobMove): Promise<JobView>;
};

export function jobVerbs(shop: { sql: Sql; live: LiveFeed; now: () => number }): JobVerbs {
  const { sql, live, now } = shop;
  return {
    async cancelRuns({ workspaceId, flowId, paused, by }) {
      const id = newUuid();
      await insertJob(sql, {
        id,
        workspaceId,
        kind: 'cancel-runs',
        by: by.name,
        input: { flowId, paused, byId: by.id },
      });
      const job = await readJob(sql, workspaceId, id);
      announceJob(live, job);
      return viewJob(job);
    },
    async list(workspaceId, { after, ...query }) {
      const cursor = after === undefined ? undefined : fromId('job', after);
      if (after !== undefined && cursor === undefined)
        throw new Refusal('bad_request', 'This cursor is not one of ours. Take `next` of the page before.');
      return listJobs(sql, workspaceId, { ...query, after: cursor });
    },
    read: async (workspaceId, jobId) => viewJob(await readJob(sql, workspaceId, jobId)),
    async move(workspaceId, jobId, move) {
      const job = await moveJob(sql, { workspaceId, jobId, move, now: now() });
      announceJob(live, job);
      return viewJob(job);
    },
  };
}
