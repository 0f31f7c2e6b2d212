import { toId, uuidTimeMs } from '@sista/shared/ids';
import type { JobView, ListJobsQuery } from '@sista/shared/job/job.schema';
import { jobKinds, jobStatuses } from '@sista/shared/job/job-status';
import type { LiveMessage } from '@sista/shared/live-message';
import type { Page } from '@sista/shared/page.schema';
import { notFound, Refusal } from '@sista/shared/refusal';
import { nameOf } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { JobInput, JobRow } from './job.types.ts';

type JobRecord = {
  id: string;
  workspace_id: string;
  kind: number;
  status: number;
  by: string;
  input: JobInput;
  cursor: string | null;
  counts: { done: number; total: number | null } | null;
  result: { problem: string | null } | null;
  ended_at: Date | null;
};

const columns = 'id, workspace_id, kind, status, by, input, cursor, counts, result, ended_at';

export async function insertJob(
  sql: Sql,
  job: Pick<JobRow, 'id' | 'workspaceId' | 'kind' | 'by' | 'input'> & Partial<Pick<JobRow, 'total'>>,
): Promise<void> {
  await sql.query(
    'insert-job',
    `insert into engine.job (id, workspace_id, kind, by, input, counts)
     values ($1, $2, $3, $4, $5::json, $6::json)`,
    [
      job.id,
      job.workspaceId,
      jobKinds[job.kind],
      job.by,
      JSON.stringify(job.input),
      job.total == null ? null : JSON.stringify({ done: 0, total: job.total }),
    ],
  );
}

/** Throws a Refusal `not_found`. */
export async function readJob(sql: Sql, workspaceId: string, jobId: string): Promise<JobRow> {
  const [row] = await sql.query<JobRecord>(
    'read-job',
    `select ${columns} from engine.job where id = $1 and workspace_id = $2`,
    [jobId, workspaceId],
  );
  if (!row) throw notFound('job', toId('job', jobId));
  return jobOf(row);
}

/** The newest jobs first; the cursor is the id of the last one of the page before. */
export async function listJobs(
  sql: Sql,
  workspaceId: string,
  { limit, after, flowId, endpointId }: Omit<ListJobsQuery, 'after'> & { after?: string | undefined },
): Promise<Page<JobView>> {
  const rows = await sql.query<JobRecord>(
    'list-jobs',
    `select ${columns} from engine.job where workspace_id = $1 and ($2::uuid is null or id < $2)
       and ($3::text is null or input ->> 'flowId' = $3) and ($5::text is null or input ->> 'endpointId' = $5)
     order by id desc limit $4`,
    [workspaceId, after ?? null, flowId ?? null, limit + 1, endpointId ?? null],
  );
  const page = rows.slice(0, limit).map((row) => viewJob(jobOf(row)));
  return { data: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** What viewers of a workspace are told: the jobs that are not over, and those of `known` that may have ended. */
export async function readOpenJobs(
  sql: Sql,
  workspaceId: string,
  known: readonly string[],
): Promise<(LiveMessage & { type: 'job' })[]> {
  const rows = await sql.query<JobRecord>(
    'read-open-jobs',
    `select ${columns} from engine.job where workspace_id = $1 and status < $2
     union all select ${columns} from engine.job where id = any($3::uuid[]) and workspace_id = $1 and status >= $2`,
    [workspaceId, jobStatuses.succeeded, known],
  );
  return rows.map((row) => messageOf(jobOf(row)));
}

/** The jobs that want to be worked, oldest first. */
export async function findWorkableJobs(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'find-workable-jobs',
    'select id from engine.job where status in ($1, $2) order by id limit 100',
    [jobStatuses.queued, jobStatuses.running],
  );
  return rows.map(({ id }) => id);
}

/** Locks a job for one chunk; undefined while another leader works it, or when it is paused or over. */
export async function lockJob(sql: Sql, jobId: string): Promise<JobRow | undefined> {
  const [row] = await sql.query<JobRecord>(
    'lock-job',
    `select ${columns} from engine.job where id = $1 and status in ($2, $3) for update skip locked`,
    [jobId, jobStatuses.queued, jobStatuses.running],
  );
  return row ? jobOf(row) : undefined;
}

export async function updateJob(sql: Sql, job: JobRow): Promise<void> {
  const { id, status, cursor, done, total, problem, endedAtMs } = job;
  await sql.query(
    'update-job',
    `update engine.job set status = $2, cursor = $3, counts = $4::json, result = $5::json, ended_at = $6 where id = $1`,
    [
      id,
      jobStatuses[status],
      cursor,
      JSON.stringify({ done, total }),
      problem === null ? null : JSON.stringify({ problem }),
      endedAtMs === null ? null : new Date(endedAtMs),
    ],
  );
}

export type JobMove = 'pause' | 'resume' | 'cancel';
const moves = {
  pause: { from: ['queued', 'running'], to: 'paused', word: 'paused' },
  resume: { from: ['paused'], to: 'queued', word: 'resumed' },
  cancel: { from: ['queued', 'running', 'paused'], to: 'cancelled', word: 'cancelled' },
} as const;

/** Takes effect between two chunks; what is done stays done. Refuses a job that is over. */
export async function moveJob(
  sql: Sql,
  { workspaceId, jobId, move, now }: { workspaceId: string; jobId: string; move: JobMove; now: number },
): Promise<JobRow> {
  const { from, to, word } = moves[move];
  const [row] = await sql.query<JobRecord>(
    'move-job',
    `update engine.job set status = $4, ended_at = $5
     where id = $1 and workspace_id = $2 and status = any($3::smallint[]) returning ${columns}`,
    [
      jobId,
      workspaceId,
      from.map((status) => jobStatuses[status]),
      jobStatuses[to],
      to === 'cancelled' ? new Date(now) : null,
    ],
  );
  if (row) return jobOf(row);
  const { status } = await readJob(sql, workspaceId, jobId);
  throw new Refusal('conflict', `This job is ${status} and cannot be ${word}.`);
}

export function viewJob(job: JobRow): JobView {
  return {
    id: toId('job', job.id),
    kind: job.kind,
    status: job.status,
    flowId: 'flowId' in job.input ? toId('flow', job.input.flowId) : null,
    ...('endpointId' in job.input ? { endpointId: toId('endpoint', job.input.endpointId) } : {}),
    done: job.done,
    total: job.total,
    problem: job.problem,
    by: job.by,
    createdAt: new Date(uuidTimeMs(job.id)).toISOString(),
    endedAt: job.endedAtMs === null ? null : new Date(job.endedAtMs).toISOString(),
  };
}

export function messageOf({ id, kind, status, done, total }: JobRow): LiveMessage & { type: 'job' } {
  return { type: 'job', jobId: toId('job', id), kind, status, done, total };
}

function jobOf(row: JobRecord): JobRow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: nameOf(jobKinds, row.kind),
    status: nameOf(jobStatuses, row.status),
    by: row.by,
    input: row.input,
    cursor: row.cursor,
    done: row.counts?.done ?? 0,
    total: row.counts?.total ?? null,
    problem: row.result?.problem ?? null,
    endedAtMs: row.ended_at?.getTime() ?? null,
  };
}
