import { createHash } from 'node:crypto';

export type TaskPlace = {
  runId: string;
  nodeId: string;
  /** The loop path; empty outside loops. */
  path: string;
  /** The call of another task that this one answers, else null. */
  parentCall: string | null;
  /** Raised only by "from the start"; the same place in a run is otherwise the same task. */
  generation: number;
};

/**
 * A task id is derived, not drawn: the time bits of the run's id, then a hash of the place. So the same place is the
 * same task after any crash or retry, and it lies in the partition of its run.
 */
export function deriveTaskId({ runId, nodeId, path, parentCall, generation }: TaskPlace): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([runId, nodeId, path, parentCall, generation]))
    .digest('hex');
  const variant = ((Number.parseInt(hash.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${runId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** The lowest and the highest id that tasks of a run can have: they share one millisecond. */
export function taskIdRange(runId: string): { low: string; high: string } {
  const time = runId.slice(0, 13);
  return { low: `${time}-7000-8000-000000000000`, high: `${time}-7fff-bfff-ffffffffffff` };
}
