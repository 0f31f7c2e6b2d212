import type { RunStatus } from '@sista/shared/run/run-status';
import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-point.ts';
import { createBatcher } from '../db/batcher.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { ClaimEpoch, ClaimedHere, Emitted, Emitter, StagedRows } from '../event/emit.ts';
import type { CustomFact, Fact } from '../event/render-event.ts';
import { type Lane, lanes, type Queue } from '../queue/boss.ts';
import type { LogLine, PastAttempt, StepRow, StepTimer } from '../run/run.types.ts';
import { writeCheckpoints } from './checkpoint-sql.ts';

/** `hasStoredInput`: an earlier checkpoint wrote it, and it never changes. */
export type CheckpointStep = StepRow & {
  hasStoredInput: boolean;
  /** Their JSON, where somebody has made it already. */
  inputText?: string | null;
  outputText?: string | null;
};

/** What an activation did since its last commit. Admitted only while the run is still its own. */
export type Checkpoint = {
  runId: string;
  workspaceId: string;
  flowId: string;
  /** The lane whose queue job this activation works under. */
  lane: Lane;
  /** The lane in whose queue the run goes on; null where it does not go back to a queue. */
  requeue: Lane | null;
  /** The first checkpoint of an activation finds the epoch that it loaded and sets the next one. */
  epochSeen: number;
  /**
   * The version of the run's row that the activation read, for its first checkpoint: whatever was committed since then
   * it does not know. Null afterwards, and where nothing was read.
   */
  rowSeen: string | null;
  epochAfter: number;
  stepsSeen: number;
  stepsAfter: number;
  /** JSON of the inputs and outputs so far. */
  bytes: number;
  status: RunStatus;
  /** Kept only by the first checkpoint of the run. */
  startedAtMs: number;
  endedAtMs: number | null;
  /** Parking is refused when the run was woken since this number was read; null where it goes on or ends. */
  parkedAtWakes: number | null;
  newSteps: readonly CheckpointStep[];
  changedSteps: readonly CheckpointStep[];
  attempts: readonly PastAttempt[];
  timers: readonly StepTimer[];
  logs: readonly LogLine[];
  sends: readonly StagedRows[];
  facts: readonly (Fact | CustomFact)[];
  /** The code under which people find the run among the problems. */
  problem: string | null;
};

/** `refused`: another activation owns the run, it has ended, or it was woken while it wanted to park. */
export type CheckpointResult = 'passed' | 'refused';

export type CheckpointDoor = {
  write(checkpoint: Checkpoint): Promise<CheckpointResult>;
  drained(): Promise<void>;
};

export type CheckpointOptions = {
  /** Two connections, pipelined: one batch is filled while the database writes another. */
  sql: SqlPool;
  queue: Pick<Queue, 'insert'>;
  emitter: Pick<Emitter, 'write'>;
  clock: Clock;
  isOutage: (error: unknown) => boolean;
  /** Lines that this process works take their sends straight from the commit that writes them. */
  claimEpoch: ClaimEpoch;
  onClaimed: (claimed: readonly ClaimedHere[]) => void;
  /** Called after the commit with the endpoints that have something due. */
  onNudge: (endpointIds: readonly string[]) => void;
  /** Called after the commit where runs went back to the queue of a lane. */
  onRequeued: (lane: Lane) => void;
};

/** Checkpoints of many runs share one commit; one that does not pass the gate leaves its neighbours untouched. */
export function openCheckpoints(options: CheckpointOptions): CheckpointDoor {
  const batcher = createBatcher<Checkpoint, CheckpointResult>({
    maxItems: 128,
    besideAt: 32,
    isOutage: options.isOutage,
    write: async (checkpoints) => {
      const now = options.clock.now();
      const { passed, nudges, claimed } = await options.sql.transaction((sql, last) =>
        writeAll(options, sql, checkpoints, now, last),
      );
      if (claimed.length > 0) options.onClaimed(claimed);
      if (nudges.length > 0) options.onNudge(nudges);
      for (const lane of new Set(checkpoints.map(({ requeue }) => requeue)))
        if (lane) options.onRequeued(lane);
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
  last: () => void,
): Promise<Pick<Emitted, 'nudges' | 'claimed'> & { passed: Set<string> }> {
  const writing = writeCheckpoints(sql, checkpoints, now);
  if (checkpoints.every(isOwn)) {
    crashPoint('checkpoint-before-commit');
    last();
    return { passed: await writing, nudges: [], claimed: [] };
  }
  const passed = await writing;
  crashPoint('checkpoint-before-commit');
  const admitted = passed.size === checkpoints.length ? checkpoints : onlyPassed(checkpoints, passed);
  const requeued = requeue(options, sql, admitted);
  const facts = admitted.flatMap((checkpoint) => checkpoint.facts);
  const sends = admitted.flatMap((checkpoint) => checkpoint.sends);
  if (facts.length === 0 && sends.length === 0) {
    await requeued;
    return { passed, nudges: [], claimed: [] };
  }
  const written = options.emitter.write(sql, { facts, sends }, now, options.claimEpoch);
  const [{ nudges, claimed }] = await Promise.all([written, requeued]);
  return { passed, nudges, claimed };
}

/** It writes rows of its own run alone: nothing follows that has to know whether the gate let it through. */
const isOwn = ({ facts, sends, requeue }: Checkpoint) =>
  facts.length === 0 && sends.length === 0 && requeue === null;

const onlyPassed = (checkpoints: readonly Checkpoint[], passed: ReadonlySet<string>) =>
  checkpoints.filter(({ runId }) => passed.has(runId));

async function requeue(
  { queue }: CheckpointOptions,
  sql: Sql,
  admitted: readonly Checkpoint[],
): Promise<void> {
  const back = admitted.filter((checkpoint) => checkpoint.requeue !== null);
  if (back.length === 0) return;
  const inserts = lanes.map((lane) => {
    const jobs = back
      .filter((checkpoint) => checkpoint.requeue === lane)
      .map(({ runId, workspaceId }) => ({ id: runId, group: workspaceId }));
    return jobs.length === 0 ? undefined : queue.insert(sql, lane, jobs);
  });
  await Promise.all(inserts);
}
