import type { StepAnswer } from '../api/shapes.ts';

/** One try of a step; times in ms since the epoch, `endedAt` undefined while it goes on. */
export type StepAttempt = {
  n: number;
  startedAt: number;
  endedAt: number | undefined;
  /** When the next try was, or will be; null after the last. */
  nextAt: number | null;
  error: StepAnswer['error'];
};

/**
 * Every try of a step, oldest first. The run keeps the tries that were followed by another one, with the start of
 * the step; the newest is the step itself.
 */
export function attemptsOf(step: StepAnswer): StepAttempt[] {
  if (!step.startedAt) return [];
  const attempts: StepAttempt[] = [];
  let earliest = Date.parse(step.startedAt);
  for (const kept of step.attempts.toSorted((left, right) => left.attempt - right.attempt)) {
    const endedAt = kept.endedAt ? Date.parse(kept.endedAt) : undefined;
    const startedAt = Math.max(earliest, Date.parse(kept.startedAt));
    const nextAt = kept.nextAt ? Date.parse(kept.nextAt) : null;
    attempts.push({ n: kept.attempt, startedAt, endedAt, nextAt, error: kept.error });
    earliest = Math.max(earliest, nextAt ?? endedAt ?? earliest);
  }
  const last = attempts.at(-1);
  if (last && (last.n >= step.attempt || step.status === 'waiting')) return attempts;
  if (!last && step.status === 'waiting') return attempts;
  attempts.push({
    n: step.attempt,
    startedAt: earliest,
    endedAt: step.endedAt ? Math.max(earliest, Date.parse(step.endedAt)) : undefined,
    nextAt: null,
    error: step.error,
  });
  return attempts;
}

/** How many attempts the flow that ran gives a step; undefined where its document cannot be read. */
export function attemptsAllowed(document: unknown, nodeId: string): number | undefined {
  const { nodes } = (document ?? {}) as { nodes?: { id: string; retry?: { attempts?: number } }[] };
  if (!Array.isArray(nodes)) return undefined;
  return nodes.find(({ id }) => id === nodeId)?.retry?.attempts;
}
