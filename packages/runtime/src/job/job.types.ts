import type { JobKind, JobStatus } from '@sista/shared/job/job-status';
import type { Sql } from '../db/sql.ts';

/** Which runs `cancel-runs` ends, and who asked. `byId`: the person's or the key's id. */
export type JobInput = { flowId: string; paused: boolean; byId: string };

export type JobRow = {
  id: string;
  workspaceId: string;
  kind: JobKind;
  status: JobStatus;
  by: string;
  input: JobInput;
  /** Where the next chunk begins; its form belongs to the kind. */
  cursor: string | null;
  done: number;
  total: number | null;
  problem: string | null;
  endedAtMs: number | null;
};

/** What a chunk did. `after` is called when it has been committed. */
export type Chunk = Pick<JobRow, 'cursor' | 'done' | 'total'> & { over: boolean; after: () => void };

/** One commit's worth of the job's work, in `sql`. It may be called again for the same cursor after a crash. */
export type WorkChunk = (sql: Sql, job: JobRow, now: number) => Promise<Chunk>;
