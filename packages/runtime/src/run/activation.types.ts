import type { ExpressionScope, StepScope } from '@sista/shared/expression/expression-scope';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import type { AnyExecutor } from '@sista/shared/node/define-executor';
import type { EmployeePort, StepContext } from '@sista/shared/node/step-context';
import type { Clock } from '../clock.ts';
import type { SealKeys } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import type { FindImplicitEndpoint } from '../delivery/find-implicit-endpoint.ts';
import type { Emitter, StagedRows } from '../event/emit.ts';
import type { CustomFact, Fact } from '../event/render-event.ts';
import type { Outbound } from '../http/outbound.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { TaskStep } from '../task/task-step.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { CheckpointDoor } from './checkpoint.ts';
import type { LogLine, PastAttempt, RunRow, StepRow, StepTimer } from './run.types.ts';
import type { CompiledVersion } from './version-cache.ts';

/** What all activations of a process share. */
export type RunShop = {
  sql: Sql;
  checkpoints: CheckpointDoor;
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  executors: Readonly<Record<string, AnyExecutor>>;
  catalogue: NodeCatalogue;
  clock: Clock;
  live: LiveFeed;
  log: Logger;
  outbound: Outbound;
  sealKeys: SealKeys;
  implicitEndpoint: FindImplicitEndpoint;
  /** The URL of the workspace's own request inbox. */
  inboxUrl: (workspaceId: string) => Promise<string>;
  employees: (step: TaskStep) => EmployeePort;
  emitter: Pick<Emitter, 'isWanted'>;
  publicUrl: string;
  /** Tests and the crash suite stop a process here; does nothing in production. */
  crashPoint: (name: string) => void;
};

/** A step while its run is active: its row, and what the next checkpoint has to write about it. */
export type ActiveStep = StepRow & {
  isNew: boolean;
  /** When the present attempt began; the step's own start stays that of the first. */
  attemptStartedAtMs: number;
  isDirty: boolean;
  ends: 'succeeded' | 'failed' | undefined;
  resumed: StepContext['resumed'];
  logs: LogLine[];
  logBytes: number;
  sends: StagedRows[];
  facts: (Fact | CustomFact)[];
  past: PastAttempt[];
  timer: StepTimer | undefined;
};

/** A run while it is active in this process. */
export type ActiveRun = {
  row: RunRow;
  version: CompiledVersion;
  trigger: unknown;
  /** In the order of `seq`. */
  steps: ActiveStep[];
  /** What expressions see of steps that are over, by node id. */
  scopes: Record<string, StepScope>;
  /** The epoch that the next checkpoint must find, and the one that it sets. */
  epochSeen: number;
  epochAfter: number;
  stepsSeen: number;
  signal: AbortSignal;
};

export function scopeOf(active: ActiveRun, atMs: number, runId: string): ExpressionScope {
  return {
    trigger: active.trigger,
    steps: active.scopes,
    run: { id: runId, mode: active.row.mode },
    vars: active.version.plan.document.vars ?? {},
    now: new Date(atMs).toISOString(),
  };
}
