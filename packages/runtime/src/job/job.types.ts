import type { JobKind, JobStatus } from '@sista/shared/job/job-status';
import type { Sql } from '../db/sql.ts';
import type { RecoverOrder } from '../endpoint/recover-order.ts';

/** What each kind is told when it is ordered. Ids are UUIDs. */
export type JobInputs = {
  /** Which runs it ends, and who asked. `byId`: the person's or the key's id. */
  'cancel-runs': { flowId: string; paused: boolean; byId: string };
  'recover-endpoint': RecoverOrder;
  'cancel-backlog': { endpointId: string };
};
export type JobInput = JobInputs[JobKind];

export type JobRow<Kind extends JobKind = JobKind> = {
  id: string;
  workspaceId: string;
  kind: Kind;
  status: JobStatus;
  by: string;
  input: JobInputs[Kind];
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
export type WorkChunk<Kind extends JobKind = JobKind> = (
  sql: Sql,
  job: JobRow<Kind>,
  now: number,
) => Promise<Chunk>;
export type JobWork = { [Kind in JobKind]: WorkChunk<Kind> };
