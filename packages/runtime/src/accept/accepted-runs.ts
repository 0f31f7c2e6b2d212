import type { EffectsPolicy, RunMode, RunTrigger } from '@sista/shared/run/run-status';

/** A run as it was just committed: queued, without steps, in its first epoch. Ids are UUIDs. */
export type AcceptedRun = {
  id: string;
  workspaceId: string;
  flowId: string;
  versionId: string;
  trigger: RunTrigger;
  mode: RunMode;
  effects: EffectsPolicy;
  /** The `trigger` object as it was stored, JSON. */
  inputText: string;
};

/**
 * What this process accepted a moment ago, so that the activation that claims it here need not read it back. Only
 * memory: what is not found is read from the database, and what became stale (a run that was cancelled meanwhile) is
 * refused by the gate of its first checkpoint.
 */
export type AcceptedRuns = {
  put(run: AcceptedRun): void;
  /** Once per run, and only while it is fresh. */
  take(runId: string): AcceptedRun | undefined;
  /** Those that nobody has taken yet. */
  size(): number;
};

const freshMs = 2_000;

/** Bounded by number and by characters of input; the oldest are forgotten first. `now` in ms. */
export function createAcceptedRuns(now: () => number, most = 4_096, mostText = 16_000_000): AcceptedRuns {
  const kept = new Map<string, { run: AcceptedRun; at: number }>();
  let text = 0;

  function forget(id: string): AcceptedRun | undefined {
    const found = kept.get(id);
    if (found === undefined) return undefined;
    kept.delete(id);
    text -= found.run.inputText.length;
    return now() - found.at < freshMs ? found.run : undefined;
  }

  function forgetOld(): void {
    for (const [id, { at }] of kept) {
      if (kept.size <= most && text <= mostText && now() - at < freshMs) return;
      forget(id);
    }
  }

  return {
    put(run) {
      kept.set(run.id, { run, at: now() });
      text += run.inputText.length;
      forgetOld();
    },
    take: forget,
    size: () => kept.size,
  };
}
