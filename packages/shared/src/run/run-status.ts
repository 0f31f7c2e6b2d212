/** Statuses and kinds are smallints in the database; these tables are the only place that knows both forms. */
export const runStatuses = {
  queued: 0,
  running: 1,
  waiting: 2,
  succeeded: 4,
  failed: 5,
  cancelled: 6,
  quarantined: 7,
} as const;
export type RunStatus = keyof typeof runStatuses;

/** `skipped` has no number: it is derived by `advanceRun` and never stored. */
export const stepStatuses = { running: 0, waiting: 1, succeeded: 3, failed: 4, cancelled: 6 } as const;
export type StoredStepStatus = keyof typeof stepStatuses;
export type StepStatus = StoredStepStatus | 'skipped';

export const runTriggers = {
  webhook: 0,
  order: 1,
  build: 2,
  ticket: 3,
  lead: 4,
  schedule: 5,
  event: 6,
  manual: 7,
  api: 8,
  replay: 9,
  task: 10,
} as const;
export type RunTrigger = keyof typeof runTriggers;

export const runModes = { live: 0, test: 1, replay: 2, fork: 3, gate: 4 } as const;
export type RunMode = keyof typeof runModes;

/** What a run does about effects outside. `hold` is a test that sends only to the own request inbox. */
export const effectPolicies = { send: 0, reuse: 1, suppress: 2 } as const;
export type EffectsPolicy = keyof typeof effectPolicies;

/** See `runtime.md` 8: `sent` is committed before the first byte leaves. */
export const effectStates = {
  intent: 0,
  sent: 1,
  done: 2,
  failed: 3,
  unknown: 4,
  reused: 5,
  suppressed: 6,
} as const;
export type EffectState = keyof typeof effectStates;

const firstEnded = runStatuses.succeeded;

export function isEnded(status: RunStatus): boolean {
  return runStatuses[status] >= firstEnded;
}

/** The name behind a number of one of the tables above. Throws on a number that no version wrote. */
export function nameOf<Table extends Record<string, number>>(
  table: Table,
  number: number,
): keyof Table & string {
  for (const [name, value] of Object.entries(table)) if (value === number) return name;
  throw new Error(`no name for ${number} in ${Object.keys(table).join(', ')}`);
}
