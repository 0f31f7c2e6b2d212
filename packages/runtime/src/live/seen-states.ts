import type { LiveMessage } from '@sista/shared/live-message';

/** What the viewers of one run have been told. */
export type SeenRun = {
  run: string | undefined;
  steps: Map<number, string>;
  /** Grows with every message from this process; a look at the database that began before it is stale. */
  told: number;
  ended: boolean;
};

export const unseenRun = (): SeenRun => ({ run: undefined, steps: new Map(), told: 0, ended: false });

const endedStatuses = new Set(['succeeded', 'failed', 'cancelled', 'quarantined']);

/** Notes a message as told. False when the viewers know it already. */
export function noteMessage(seen: SeenRun, message: LiveMessage): boolean {
  if (message.type === 'run') {
    const state = `${message.status} ${message.startedAt} ${message.endedAt}`;
    if (seen.run === state) return false;
    seen.run = state;
    seen.ended = endedStatuses.has(message.status);
    return true;
  }
  if (message.type !== 'step') return false;
  const { seq, status, attempt, endedAt, waitingFor } = message.step;
  const state = `${status} ${attempt} ${endedAt} ${waitingFor}`;
  if (seen.steps.get(seq) === state) return false;
  seen.steps.set(seq, state);
  return true;
}
