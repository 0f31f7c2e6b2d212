import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { runStatuses } from '@sista/shared/run/run-status';
import type { SqlPool } from '../db/sql.ts';
import type { ClaimedJob, Queue } from '../queue/boss.ts';
import type { RunShop } from './activation.types.ts';
import { type LoadedRun, loadRuns } from './load-runs.ts';
import { runActivation } from './run-activation.ts';

/** A run whose process died with it this often is set aside until a person tries it again. */
const mostLosses = 5;

export type RunWorker = {
  work(jobs: readonly ClaimedJob[]): readonly Promise<void>[];
  /** Aborts the activation of a run that is active here. */
  abort(runId: string): void;
  /** Aborts all and gives their jobs back, so that nobody has to wait for their heartbeats to run out. */
  giveBack(): Promise<void>;
};

export function createRunWorker(
  shop: RunShop,
  queue: Pick<Queue, 'remove' | 'insert'>,
  sql: SqlPool,
): RunWorker {
  const active = new Map<string, AbortController>();

  async function workOne(job: ClaimedJob, loading: Promise<Map<string, LoadedRun>>): Promise<void> {
    const loaded = (await loading).get(job.id);
    if (!loaded || runStatuses[loaded.run.status] >= runStatuses.succeeded)
      return queue.remove(sql, 'run', [job.id]);
    if (job.retryCount >= mostLosses) return quarantine(sql, queue, loaded, shop.clock.now());
    // An older activation of the same run here has lost its job, so it has lost the run.
    active.get(job.id)?.abort();
    const controller = new AbortController();
    active.set(job.id, controller);
    try {
      await runActivation(shop, loaded, controller.signal);
    } finally {
      if (active.get(job.id) === controller) active.delete(job.id);
    }
  }

  return {
    work(jobs) {
      const loading = loadRuns(
        sql,
        jobs.map(({ id }) => id),
      ).then((runs) => new Map(runs.map((loaded) => [loaded.run.id, loaded])));
      loading.catch(() => {});
      return jobs.map((job) => workOne(job, loading));
    },
    abort: (runId) => active.get(runId)?.abort(),
    async giveBack() {
      const ids = [...active.keys()];
      for (const controller of active.values()) controller.abort();
      if (ids.length === 0) return;
      await sql.transaction(async (commit) => {
        await queue.remove(commit, 'run', ids);
        await queue.insert(
          commit,
          'run',
          ids.map((id) => ({ id })),
        );
      });
    },
  };
}

async function quarantine(
  sql: SqlPool,
  queue: Pick<Queue, 'remove'>,
  { run }: LoadedRun,
  now: number,
): Promise<void> {
  await sql.transaction(async (commit) => {
    await commit.query(
      'quarantine-run',
      `update engine.run set status = $2, epoch = epoch + 1, ended_at = $3 where id = $1 and status < 4`,
      [run.id, runStatuses.quarantined, new Date(now)],
    );
    await commit.query(
      'insert-quarantine-problem',
      `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at) values ($1, $2, $3, $4, $5, 'quarantined', $6)
       on conflict (subject, id) do update set status = excluded.status, code = excluded.code, at = excluded.at`,
      [problemSubjects.run, run.id, run.workspaceId, run.flowId, runStatuses.quarantined, new Date(now)],
    );
    await queue.remove(commit, 'run', [run.id]);
  });
}
