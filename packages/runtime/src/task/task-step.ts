import type { ExpressionScope } from '@sista/shared/expression/expression-scope';
import type { TaskMeta, TaskRequest } from '@sista/shared/node/step-context';
import type { ToolEffect } from '@sista/shared/tool/define-tool';
import type { Clock } from '../clock.ts';
import type { DataSources } from '../data-source/data-sources.ts';
import type { Sql } from '../db/sql.ts';
import type { ModelSource } from '../model/open-model.ts';

/** The step that an employee works in, as the engine knows it. Ids are UUIDs. */
export type TaskStep = {
  runId: string;
  /** The epoch under which the activation writes. */
  epoch: number;
  seq: number;
  nodeId: string;
  /** The loop path; empty outside loops. */
  path: string;
  workspaceId: string;
  flowId: string;
  attempt: number;
  originRunId: string;
  /** What expressions of the step see: pinned arguments and the values that instructions refer to. */
  scope: ExpressionScope;
  triggerAuthenticated: boolean;
  signal: AbortSignal;
  /** The recorded start of the step, ms since the epoch. */
  now: number;
  /** Told once, before `doTask` resolves, whenever a task was begun: what `taskFact` needs. */
  onReport?: (report: TaskReport) => void;
};

export type TaskDeps = {
  /** The hot pool: journal and catalogue. */
  sql: Sql;
  clock: Clock;
  models: ModelSource;
  dataSources: DataSources;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: Record<string, unknown>) => void;
  /** 16 hex digits; random unless a test gives its own. */
  nonce?: () => string;
  /** Tests throw here to stop between two commits. */
  crashPoint?: (name: string) => void;
};

/** A task as events and pages tell it. */
export type TaskReport = {
  taskId: string;
  step: Pick<TaskStep, 'workspaceId' | 'flowId' | 'runId' | 'seq' | 'nodeId'>;
  employee: { id: string; name: string; role: string; version: number };
  team: { id: string; name: string } | null;
  instructions: string;
  toolCalls: readonly {
    tool: string;
    effect: ToolEffect;
    status: 'done' | 'failed' | 'denied';
    target: string | null;
  }[];
  meta: TaskMeta;
  startedAtMs: number;
  finishedAtMs: number;
  result: { ok: true; output: unknown } | { ok: false; code: string; message: string };
};

/** Another worker owns the run: this one stops without a trace. Never caught inside a task. */
export class LostEpoch extends Error {
  constructor(runId: string) {
    super(`The run ${runId} is worked on elsewhere, or has ended.`);
    this.name = 'LostEpoch';
  }
}

export type { TaskRequest };
