import type { StepScope } from '@sista/shared/expression/expression-scope';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import type { AnyExecutor } from '@sista/shared/node/define-executor';
import type { DataPort, EmployeePort, StepContext } from '@sista/shared/node/step-context';
import type { CheckpointDoor } from '../checkpoint/checkpoint.ts';
import type { Clock } from '../clock.ts';
import type { SealKeys } from '../credential/seal.ts';
import type { Sql } from '../db/sql.ts';
import type { FindImplicitEndpoint } from '../delivery/find-implicit-endpoint.ts';
import type { Emitter, StagedRows } from '../event/emit.ts';
import type { CustomFact, Fact } from '../event/render-event.ts';
import type { Outbound } from '../http/outbound.ts';
import type { Lane } from '../queue/boss.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { TaskStep } from '../task/task-step.ts';
import type { Logger } from '../telemetry/logger.ts';
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
  /** Whether the employee works with a real model, whose answers take seconds: such a task belongs into the lane `ai`. */
  worksSlowly: (place: { workspaceId: string; runId: string }, employee: string) => Promise<boolean>;
  data: (workspaceId: string, signal: AbortSignal) => DataPort;
  emitter: Pick<Emitter, 'isWanted'>;
  publicUrl: string;
  slots: SlotDoor;
  /** Whether the database was away or full, so that the same call may succeed later. */
  isOutage: (error: unknown) => boolean;
  /** Makes a parked run runnable. */
  wake: (runId: string) => Promise<void>;
  /** Tests and the crash suite stop a process here; does nothing in production. */
  crashPoint: (name: string) => void;
};

/** The room of a process for executing steps. An activation holds one slot; each further step at once takes another. */
export type SlotDoor = {
  /** Gives back the slot when called; undefined while the house is full. */
  takeExtra(lane: Lane): (() => void) | undefined;
  isFull(lane: Lane): boolean;
};

/** A step while its run is active: its row, and what the next checkpoint has to write about it. */
export type ActiveStep = StepRow & {
  isNew: boolean;
  hasStoredInput: boolean;
  /** The JSON of what was just made, so that it is written once: for its size and for the database. */
  inputText: string | null;
  outputText: string | null;
  /** When the present attempt began; the step's own start stays that of the first. */
  attemptStartedAtMs: number;
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
  /** `run_…`. */
  runId: string;
  version: CompiledVersion;
  trigger: unknown;
  lane: Lane;
  /** In the order of `seq`. */
  steps: ActiveStep[];
  /** Those that the next checkpoint writes. */
  dirty: Set<ActiveStep>;
  /** What expressions see of steps that are over: by item of a loop (empty outside), then by node id. */
  scopes: Map<string, Record<string, StepScope>>;
  /** Nodes whose step was done by a sandbox employee. */
  sandboxed: Set<string>;
  /** What the items of a loop gave, by the loop's node and the item's place. */
  results: Map<string, ItemResult[]>;
  /** The epoch that the next checkpoint must find, and the one that it sets. */
  epochSeen: number;
  epochAfter: number;
  stepsSeen: number;
  signal: AbortSignal;
};

export type ItemResult =
  | { ok: true; value: unknown }
  | { ok: false; error: { code: string; message: string } };
