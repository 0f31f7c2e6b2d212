import { toId } from '@sista/shared/ids';
import type { Clock } from '../clock.ts';
import { isConnectionLost } from '../db/connection.ts';
import type { SqlPool } from '../db/sql.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Chunk, JobRow, JobWork, WorkChunk } from './job.types.ts';
import { findWorkableJobs, lockJob, messageOf, updateJob } from './job-rows.ts';

export type JobShop = {
  sql: SqlPool;
  clock: Clock;
  live: Pick<LiveFeed, 'publish'>;
  log: Logger;
  kinds: JobWork;
};

const pollMs = 1_000;
const mostFailures = 5;

/**
 * Works the jobs of all workspaces in turn, a chunk each, until `signal` aborts. A chunk, its counts and its cursor
 * are one commit, so whoever is leader after a crash goes on where it stopped.
 */
export async function keepWorkingJobs(shop: JobShop, signal: AbortSignal): Promise<void> {
  const failures = new Map<string, number>();
  while (!signal.aborted) {
    let moved = 0;
    try {
      for (const jobId of await findWorkableJobs(shop.sql)) {
        if (signal.aborted) return;
        if (await workJob(shop, jobId, failures)) moved += 1;
      }
    } catch (error) {
      shop.log.warn({ err: error }, 'could not work the jobs; trying again');
    }
    if (moved === 0) await shop.clock.sleep(pollMs, signal);
  }
}

/** One chunk of one job. False when there was nothing to do for it now. */
async function workJob(shop: JobShop, jobId: string, failures: Map<string, number>): Promise<boolean> {
  try {
    const moved = await workChunk(shop, jobId);
    failures.delete(jobId);
    return moved;
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    const count = (failures.get(jobId) ?? 0) + 1;
    failures.set(jobId, count);
    shop.log.warn({ err: error, jobId: toId('job', jobId), count }, 'a chunk of a job failed');
    if (count >= mostFailures) await giveUp(shop, jobId, error);
    return false;
  }
}

/** One commit of a job's work; answers whether it got further. */
export async function workChunk(shop: JobShop, jobId: string): Promise<boolean> {
  const now = shop.clock.now();
  const worked = await shop.sql.transaction(async (sql) => {
    const job = await lockJob(sql, jobId);
    if (!job) return undefined;
    // A job's input is of its kind: whoever ordered it wrote both.
    const work = shop.kinds[job.kind] as WorkChunk;
    const chunk = await work(sql, job, now);
    const next = afterChunk(job, chunk, now);
    await updateJob(sql, next);
    return { chunk, next, moved: chunk.over || chunk.cursor !== job.cursor };
  });
  if (!worked) return false;
  worked.chunk.after();
  announceJob(shop.live, worked.next);
  return worked.moved;
}

function afterChunk(job: JobRow, { cursor, done, total, over }: Chunk, now: number): JobRow {
  const counts = { cursor, done, total };
  return over
    ? { ...job, ...counts, status: 'succeeded', endedAtMs: now }
    : { ...job, ...counts, status: 'running' };
}

async function giveUp(shop: JobShop, jobId: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const failed = await shop.sql.transaction(async (sql) => {
    const job = await lockJob(sql, jobId);
    if (!job) return undefined;
    const problem = `It stopped after ${mostFailures} failures: ${reason}. What is done stays done; start it again for the rest.`;
    const next: JobRow = { ...job, status: 'failed', problem, endedAtMs: shop.clock.now() };
    await updateJob(sql, next);
    return next;
  });
  if (failed) announceJob(shop.live, failed);
}

export function announceJob(live: Pick<LiveFeed, 'publish'>, job: JobRow): void {
  live.publish([`workspace:${toId('workspace', job.workspaceId)}`], messageOf(job));
}
