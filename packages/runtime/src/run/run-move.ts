import type { RunStatus } from '@sista/shared/run/run-status';
import type { Lane } from '../queue/boss.ts';
import type { ActiveRun } from './activation.types.ts';
import type { StepError } from './run.types.ts';

/** Where a checkpoint leads the run. */
export type Move = {
  status: RunStatus;
  endedAtMs?: number;
  parkedAtWakes?: number;
  /** The run goes to the end of this lane's queue. */
  requeue?: Lane;
  /** Why the run failed, where it was no step. */
  fatal?: StepError;
};

export type RunFailure = { nodeId: string | undefined; attempt: number; error: StepError };

/** The failed step that nothing handled, the stop step that ended the run as failed, or what ended the run itself. */
export function failureOf(active: ActiveRun, move: Pick<Move, 'fatal'>): RunFailure | undefined {
  if (move.fatal) {
    const last = active.steps.at(-1);
    return { nodeId: last?.nodeId, attempt: last?.attempt ?? 1, error: move.fatal };
  }
  const step =
    active.steps.find(({ status, port, path }) => status === 'failed' && port === null && path === '') ??
    active.steps.find(({ ends }) => ends === 'failed');
  return step?.error ? { nodeId: step.nodeId, attempt: step.attempt, error: step.error } : undefined;
}
