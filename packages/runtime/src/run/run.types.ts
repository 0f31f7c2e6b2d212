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
  originRunId: string | null;
  startedAtMs: number | null;
};

export type StepError = { code: string; message: string; path?: string; details?: unknown };

/** What a waiting step waits for. */
export const waitKinds = { retry: 0, until: 1, delivery: 2 } as const;
export type WaitKind = keyof typeof waitKinds;

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

export type StepTimer = { seq: number; kind: WaitKind; dueAtMs: number };
