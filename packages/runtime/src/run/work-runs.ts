import { isEnded } from '@sista/shared/run/run-status';
import type { AcceptedRuns } from '../accept/accepted-runs.ts';
import type { Quarantine } from '../control/quarantine-run.ts';
import type { SqlPool } from '../db/sql.ts';
import { type ClaimedJob, type Lane, lanes, type Queue } from '../queue/boss.ts';
import type { RunShop } from './activation.types.ts';
import { freshRun, type LoadedRun, loadRuns } from './load-runs.ts';
import { runActivation } from './run-activation.ts';

/** A run whose process died with it this often is set aside until a person tries it again. */
const mostLosses = 5;
/** A run may be read anew so often under one claim; then the next claim of its job does. */
const mostReads = 5;
/** So many runs may wait for their last commit beside those that hold a slot. */
const mostEnding = 256;

export type RunWorker = {
  /** Works jobs that were claimed in a lane. */
  work(lane: Lane, jobs: readonly ClaimedJob[]): readonly Promise<void>[];
  /** Aborts the activation of a run that is active here. */
  abort(runId: string): void;
  /** Aborts all and gives their jobs back, so that nobody has to wait for their heartbeats to run out. */
  giveBack(): Promise<void>;
};

type Working = { lane: Lane; controller: AbortController; ended: Promise<void> };

export function createRunWorker(
  shop: RunShop,
  queue: Pick<Queue, 'remove' | 'insert'>,
  sql: SqlPool,
  acceptedRuns: Pick<AcceptedRuns, 'take'>,
  quarantine: Quarantine,
): RunWorker {
  const active = new Map<string, Working>();

  /** An older activation of the same run here has lost its job: what it still committed is waited for, then read. */
  async function load(
    id: string,
    loading: Promise<Map<string, LoadedRun>>,
    older: Working | undefined,
  ): Promise<LoadedRun | undefined> {
    if (!older) return (await loading).get(id);
    older.controller.abort();
    await older.ended;
    const [loaded] = await loadRuns(sql, [id]);
    return loaded;
  }

  /** Activations that execute nothing any more and only wait for their last commit. */
  let ending = 0;

  /** Resolves when the slot is free: at the last commit already, as long as not too many wait for theirs. */
  function workInSlot(lane: Lane, job: ClaimedJob, loading: Promise<Map<string, LoadedRun>>): Promise<void> {
    return new Promise((resolve, reject) => {
      let isEnding = false;
      const onEnding = () => {
        if (isEnding || ending >= mostEnding) return;
        isEnding = true;
        ending += 1;
        resolve();
      };
      workOne(lane, job, loading, onEnding)
        .then(resolve, (error: unknown) => {
          if (isEnding) shop.log.error({ err: error, jobId: job.id, lane }, 'a run broke at its last commit');
          reject(error);
        })
        .finally(() => {
          if (isEnding) ending -= 1;
        });
    });
  }

  async function workOne(
    lane: Lane,
    job: ClaimedJob,
    loading: Promise<Map<string, LoadedRun>>,
    onEnding: () => void,
  ): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const mine = { lane, controller: new AbortController(), ended };
    const older = active.get(job.id);
    active.set(job.id, mine);
    try {
      const loaded = await load(job.id, loading, older);
      if (!loaded || isEnded(loaded.run.status)) return await queue.remove(sql, lane, [job.id]);
      if (job.retryCount >= mostLosses) return await quarantine(loaded.run);
      shop.crashPoint('after-claim');
      const { signal } = mine.controller;
      let known = loaded;
      for (let reads = 0; reads < mostReads; reads += 1) {
        if ((await runActivation(shop, known, lane, signal, onEnding)) === 'worked' || signal.aborted) return;
        const [stored] = await loadRuns(sql, [job.id]);
        // Where another worker goes on with it, the job is that one's: it is deleted there, or it comes back.
        if (!stored || isEnded(stored.run.status) || !isOursToRead(known, stored)) return;
        known = stored;
      }
    } finally {
      if (active.get(job.id) === mine) active.delete(job.id);
      resolve();
    }
  }

  return {
    work(lane, jobs) {
      const loaded = new Map<string, LoadedRun>();
      for (const { id, retryCount } of jobs) {
        const known = retryCount === 0 ? acceptedRuns.take(id) : undefined;
        if (known) loaded.set(id, freshRun(known));
      }
      const unknown = jobs.filter(({ id }) => !loaded.has(id)).map(({ id }) => id);
      const loading = loadRuns(sql, unknown).then((runs) => {
        for (const run of runs) loaded.set(run.run.id, run);
        return loaded;
      });
      loading.catch(() => {});
      return jobs.map((job) => workInSlot(lane, job, loading));
    },
    abort: (runId) => active.get(runId)?.controller.abort(),
    async giveBack() {
      const held = [...active];
      for (const [, { controller }] of held) controller.abort();
      for (const lane of lanes) {
        const ids = held.filter(([, each]) => each.lane === lane).map(([id]) => id);
        if (ids.length > 0) await giveBackJobs(sql, queue, lane, ids);
      }
    },
  };
}

/** Refused though nobody else works on it: it was only remembered here and went on elsewhere, or it was woken since. */
function isOursToRead({ run: seen }: LoadedRun, { run: stored }: LoadedRun): boolean {
  const isOnlyWoken =
    stored.epoch === seen.epoch && stored.steps === seen.steps && stored.wakes !== seen.wakes;
  return seen.rowVersion === null || isOnlyWoken;
}

/** The same jobs, unclaimed. */
async function giveBackJobs(
  sql: SqlPool,
  queue: Pick<Queue, 'remove' | 'insert'>,
  lane: Lane,
  ids: readonly string[],
): Promise<void> {
  await sql.transaction(async (commit) => {
    await queue.remove(commit, lane, ids);
    await queue.insert(
      commit,
      lane,
      ids.map((id) => ({ id })),
    );
  });
}
