import type { RunStatus } from '@sista/shared/run/run-status';
import { runStatuses } from '@sista/shared/run/run-status';
import type { Clock } from '../clock.ts';
import { createBatcher } from '../db/batcher.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Emitter, StagedRows } from '../event/emit.ts';
import type { CustomFact, Fact } from '../event/render-event.ts';
import type { Queue } from '../queue/boss.ts';
import {
  deleteTimersOf,
  insertAttempts,
  insertLogs,
  insertProblems,
  insertSteps,
  insertTimers,
  passGate,
  updateSteps,
} from './checkpoint-sql.ts';
import { type LogLine, type PastAttempt, type StepRow, type StepTimer, waitKinds } from './run.types.ts';

/** What an activation did since its last commit. Admitted only while the run is still its own. */
export type Checkpoint = {
  runId: string;
  workspaceId: string;
  flowId: string;
  /** The first checkpoint of an activation finds the epoch that it loaded and sets the next one. */
  epochSeen: number;
  epochAfter: number;
  stepsSeen: number;
  stepsAfter: number;
  status: RunStatus;
  /** Kept only by the first checkpoint of the run. */
  startedAtMs: number;
  endedAtMs: number | null;
  /** Parking is refused when the run was woken since this number was read; null where it goes on or ends. */
  parkedAtWakes: number | null;
  newSteps: readonly StepRow[];
  changedSteps: readonly StepRow[];
  attempts: readonly PastAttempt[];
  timers: readonly StepTimer[];
  logs: readonly LogLine[];
  sends: readonly StagedRows[];
  facts: readonly (Fact | CustomFact)[];
  problem: string | null;
};

/** `refused`: another activation owns the run, it has ended, or it was woken while it wanted to park. */
export type CheckpointResult = 'passed' | 'refused';

export type CheckpointDoor = {
  write(checkpoint: Checkpoint): Promise<CheckpointResult>;
  drained(): Promise<void>;
};

export type CheckpointOptions = {
  sql: SqlPool;
  queue: Pick<Queue, 'remove'>;
  emitter: Pick<Emitter, 'write'>;
  clock: Clock;
  isOutage: (error: unknown) => boolean;
  /** Called after the commit with the endpoints that have something due. */
  onNudge: (endpointIds: readonly string[]) => void;
};

/** Checkpoints of many runs share one commit; one that does not pass the gate leaves its neighbours untouched. */
export function openCheckpoints(options: CheckpointOptions): CheckpointDoor {
  const batcher = createBatcher<Checkpoint, CheckpointResult>({
    maxItems: 128,
    isOutage: options.isOutage,
    write: async (checkpoints) => {
      const now = options.clock.now();
      const { passed, nudges } = await options.sql.transaction((sql) =>
        writeAll(options, sql, checkpoints, now),
      );
      if (nudges.length > 0) options.onNudge(nudges);
      return checkpoints.map(({ runId }) => (passed.has(runId) ? 'passed' : 'refused'));
    },
  });
  return { write: (checkpoint) => batcher.add(checkpoint), drained: () => batcher.drained() };
}

async function writeAll(
  options: CheckpointOptions,
  sql: Sql,
  checkpoints: readonly Checkpoint[],
  now: number,
) {
  const passed = await passGate(sql, checkpoints);
  const admitted = checkpoints.filter(({ runId }) => passed.has(runId));
  await insertSteps(
    sql,
    admitted.flatMap(({ runId, newSteps }) => newSteps.map((step) => ({ ...step, runId }))),
  );
  await updateSteps(
    sql,
    admitted.flatMap(({ runId, changedSteps }) => changedSteps.map((step) => ({ ...step, runId }))),
  );
  await insertAttempts(
    sql,
    admitted.flatMap(({ runId, attempts }) => attempts.map((past) => ({ ...past, runId }))),
  );
  await insertLogs(
    sql,
    admitted.flatMap(({ runId, logs }) => logs.map((line) => ({ ...line, runId }))),
  );
  await insertTimers(
    sql,
    admitted.flatMap(({ runId, workspaceId, timers }) =>
      timers.map(({ seq, kind, dueAtMs }) => ({
        ownerId: runId,
        seq,
        kind: waitKinds[kind],
        dueAtMs,
        workspaceId,
      })),
    ),
  );
  const ended = admitted.filter(({ endedAtMs }) => endedAtMs !== null);
  // Only a step that still waited has a timer to take away.
  const waited = ended.filter(({ changedSteps }) =>
    changedSteps.some(({ status }) => status === 'cancelled'),
  );
  await deleteTimersOf(
    sql,
    waited.map(({ runId }) => runId),
  );
  await insertProblems(
    sql,
    ended.flatMap(({ runId, workspaceId, flowId, status, problem }) =>
      problem === null ? [] : [{ runId, workspaceId, flowId, status: runStatuses[status], code: problem }],
    ),
    now,
  );
  // What is over or waits holds no job; whoever lost the gate leaves the job to its owner.
  const released = admitted.filter(
    ({ endedAtMs, parkedAtWakes }) => endedAtMs !== null || parkedAtWakes !== null,
  );
  await options.queue.remove(
    sql,
    'run',
    released.map(({ runId }) => runId),
  );
  const facts = admitted.flatMap((checkpoint) => checkpoint.facts);
  const sends = admitted.flatMap((checkpoint) => checkpoint.sends);
  if (facts.length === 0 && sends.length === 0) return { passed, nudges: [] as string[] };
  const { nudges } = await options.emitter.write(sql, { facts, sends }, now);
  return { passed, nudges };
}
