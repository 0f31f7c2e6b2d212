import { isEnded, type RunStatus, type StoredStepStatus } from '@sista/shared/run/run-status';
import type { WaitKind } from '../run/run.types.ts';

/** What is known of a step when somebody calls its address. */
export type AnswerPlace = {
  run: RunStatus;
  /** The request that answered it before (UUID). */
  first: string | null;
  /** Null while the run has not come to it. `timed`: the timer of its wait is still set. */
  step: { status: StoredStepStatus; wait: WaitKind | null; timed: boolean } | null;
};

/** `ended` brings the sentence for the sender. */
export type AnswerMove =
  | { kind: 'accept' }
  | { kind: 'busy' }
  | { kind: 'duplicate'; first: string }
  | { kind: 'ended'; message: string };

const expired = 'This step no longer waits: its time was over before the answer came.';

/**
 * What a call of the address means. The first answer wins, also one that comes before the wait; its repetition is a
 * duplicate for as long as the run is kept, so that a sender who lost our answer may ask again.
 */
export function judgeAnswer({ run, first, step }: AnswerPlace): AnswerMove {
  if (first !== null) return { kind: 'duplicate', first };
  if (isEnded(run)) return { kind: 'ended', message: `This run is over: it ${endWords[run]}.` };
  if (step === null) return { kind: 'accept' };
  // The moment between the end of a wait and its commit: whether the answer still counts is not written yet.
  if (step.status === 'running') return { kind: 'busy' };
  if (step.status !== 'waiting') return { kind: 'ended', message: expired };
  // A timer leaves in the same commit that wakes the run: without one the wait is over, even if nobody took it up yet.
  if (step.wait === 'callback' && !step.timed) return { kind: 'ended', message: expired };
  return { kind: 'accept' };
}

const endWords: Partial<Record<RunStatus, string>> = {
  succeeded: 'has succeeded',
  failed: 'has failed',
  cancelled: 'was cancelled',
  quarantined: 'was set aside after it broke several times',
};
