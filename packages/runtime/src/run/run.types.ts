import type {
  EffectState,
  EffectsPolicy,
  RunMode,
  RunStatus,
  RunTrigger,
  StoredStepStatus,
} from '@sista/shared/run/run-status';

/** The row of a run, as an activation needs it. Ids are UUIDs, times ms since the epoch. */
export type RunRow = {
  id: string;
  workspaceId: string;
  flowId: string;
  versionId: string;
  trigger: RunTrigger;
  mode: RunMode;
  effects: EffectsPolicy;
  status: RunStatus;
  epoch: number;
  steps: number;
  wakes: number;
  losses: number;
  /** JSON of inputs and outputs so far. */
  bytes: number;
  originRunId: string | null;
  /** The version of the row that was read; null for a run that was accepted here and never read. */
  rowVersion: string | null;
  startedAtMs: number | null;
};

export type StepError = { code: string; message: string; path?: string; details?: unknown };

/**
 * What a waiting step waits for; the number is also the kind of its timer. A loop under way (`items`) and a question
 * to a person (`in_doubt`) have none.
 */
export const waitKinds = { retry: 0, until: 1, delivery: 2, callback: 3, items: 4, in_doubt: 5 } as const;
export type WaitKind = keyof typeof waitKinds;

/** Kinds of timers that are not the wait of a step. Below 10 the owner is a run. */
export const timerKinds = { deadline: 6, line: 10, schedule: 11 } as const;

/** A loop while its items are worked on; kept in the step's meta. */
export type LoopMeta = {
  count: number;
  atOnce: number;
  onItemError: 'stop' | 'collect';
  result: string | null;
};

/** What a person said of an effect whose answer was lost; kept in the step's meta. */
export type Decision = {
  decision: 'done' | 'repeat' | 'skip' | 'stop';
  output: unknown;
  by: string;
  at: string;
};

export type StepMeta = { loop?: LoopMeta; decision?: Decision; deliveryId?: string } & Record<
  string,
  unknown
>;
export const metaOf = (step: { meta: unknown }): StepMeta => (step.meta ?? {}) as StepMeta;

export type StepRow = {
  seq: number;
  nodeId: string;
  path: string;
  status: StoredStepStatus;
  attempt: number;
  wait: WaitKind | null;
  effect: EffectState | null;
  port: string | null;
  startedAtMs: number;
  endedAtMs: number | null;
  input: unknown;
  output: unknown;
  error: StepError | null;
  meta: unknown;
};

/** An attempt that was followed by another. */
export type PastAttempt = {
  seq: number;
  attempt: number;
  startedAtMs: number;
  endedAtMs: number;
  nextAtMs: number;
  error: StepError;
};

export type LogLine = {
  seq: number;
  attempt: number;
  n: number;
  atMs: number;
  level: 'info' | 'warn' | 'error';
  text: string;
};

/** `seq` 0 is the run itself: its deadline. */
export type StepTimer = { seq: number; kind: WaitKind | 'deadline'; dueAtMs: number };
