import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { toId } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import type { RunDetail, StepView } from '@sista/shared/run/run.schema';
import { effectPolicies, nameOf } from '@sista/shared/run/run-status';
import { linkRaw } from '@sista/shared/source/link-raw';
import type { Sql } from '../db/sql.ts';
import { RunFold } from '../run/advance-run.ts';
import { loadSteps } from '../run/load-runs.ts';
import { metaOf, type StepError, type StepRow } from '../run/run.types.ts';
import { runOutput } from '../run/run-output.ts';
import type { CompiledVersion } from '../run/version-cache.ts';
import { isoOrNull, type RunViewRow, runViewColumns, runViewJoins, summaryOf } from './run-rows.ts';

type DetailRow = RunViewRow & {
  version_id: string;
  effects: number;
  input: unknown;
  document: FlowDocument;
  capture_id: string | null;
  parent_run_id: string | null;
};
type AttemptRow = {
  seq: number;
  attempt: number;
  started_at: Date;
  ended_at: Date | null;
  next_at: Date | null;
  error: StepError | null;
};
type LogRow = { seq: number; at: Date; level: number; text: string };

export type RunReading = {
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  callbackUrlOf: (place: { runId: string; nodeId: string; path: string }) => string;
};

/** One run with its steps, skipped ones included. Throws a Refusal `not_found`. */
export async function readRun(
  sql: Sql,
  { versionOf, callbackUrlOf }: RunReading,
  workspaceId: string,
  runId: string,
): Promise<RunDetail> {
  const [row] = await sql.query<DetailRow>(
    'read-run',
    `select ${runViewColumns}, r.version_id, r.effects, p.body as input, v.document, c.id as capture_id, r.parent_run_id
     from engine.run r ${runViewJoins} where r.id = $1 and r.workspace_id = $2`,
    [runId, workspaceId],
  );
  if (!row) throw notFound('run', toId('run', runId));
  const steps = (await loadSteps(sql, [runId])).get(runId) ?? [];
  const attempts = await sql.query<AttemptRow>(
    'read-step-attempts',
    'select seq, attempt, started_at, ended_at, next_at, error from engine.step_attempt where run_id = $1 order by seq, attempt',
    [runId],
  );
  const logs = await sql.query<LogRow>(
    'read-step-logs',
    'select seq, at, level, text from engine.step_log where run_id = $1 order by seq, attempt, n',
    [runId],
  );
  const timers = await sql.query<{ seq: number; due_at: Date }>(
    'read-step-timers',
    'select seq, due_at from engine.timer where owner_id = $1 and kind < 10',
    [runId],
  );
  const { plan } = await versionOf(row.version_id);
  const summary = summaryOf(row);
  const fold = foldOf(plan, steps);
  const more = (step: StepRow) => ({
    waitingUntil: isoOrNull(timers.find(({ seq }) => seq === step.seq)?.due_at ?? null),
    callbackUrl:
      step.wait === 'callback' ? callbackUrlOf({ runId, nodeId: step.nodeId, path: step.path }) : null,
    loop: loopOf(fold, step),
  });
  return {
    ...summary,
    input: linkRaw(row.input),
    output: summary.status === 'succeeded' ? (runOutput(plan, steps) ?? null) : null,
    document: row.document,
    captureId: row.capture_id ? toId('capture', row.capture_id) : null,
    parentRunId: row.parent_run_id ? toId('run', row.parent_run_id) : null,
    effects: nameOf(effectPolicies, row.effects),
    stepList: [
      triggerView(plan, summary, row.input),
      ...steps.map((step) => ({ ...viewOf(plan, step, attempts, logs), ...more(step) })),
      ...skippedViews(plan, fold, summary, steps),
    ],
  };
}

type Plan = CompiledVersion['plan'];
const nameOfNode = (plan: Plan, nodeId: string) => plan.nodes.get(nodeId)?.node.name ?? nodeId;
const typeOfNode = (plan: Plan, nodeId: string) => plan.nodes.get(nodeId)?.node.type ?? 'unknown';
const levels = ['info', 'warn', 'error'] as const;

function viewOf(
  plan: Plan,
  step: StepRow,
  attempts: readonly AttemptRow[],
  logs: readonly LogRow[],
): StepView {
  const endedAt = step.endedAtMs === null ? null : new Date(step.endedAtMs);
  return {
    ...emptyView(plan, step.nodeId),
    seq: step.seq,
    path: step.path,
    status: step.status,
    attempt: step.attempt,
    port: step.port,
    startedAt: new Date(step.startedAtMs).toISOString(),
    endedAt: isoOrNull(endedAt),
    durationMs: endedAt ? Math.max(0, endedAt.getTime() - step.startedAtMs) : null,
    waitingFor: step.wait,
    effect: step.effect,
    input: step.input ?? null,
    output: step.output ?? null,
    meta: step.meta ?? null,
    error: faultOf(step.error),
    attempts: attempts
      .filter(({ seq }) => seq === step.seq)
      .map(({ attempt, started_at, ended_at, next_at, error }) => ({
        attempt,
        startedAt: started_at.toISOString(),
        endedAt: isoOrNull(ended_at),
        nextAt: isoOrNull(next_at),
        error: faultOf(error),
      })),
    deliveryId: deliveryOf(step),
    logs: logs
      .filter(({ seq }) => seq === step.seq)
      .map(({ at, level, text }) => ({ at: at.toISOString(), level: levels[level] ?? 'info', text })),
  };
}

const faultOf = (error: StepError | null) =>
  error ? { code: error.code, message: error.message, path: error.path ?? null } : null;

function deliveryOf({ meta }: StepRow): string | null {
  const id = (meta as { deliveryId?: unknown } | null)?.deliveryId;
  return typeof id === 'string' ? id : null;
}

/** The trigger has no row: it is where the run began. */
function triggerView(plan: Plan, summary: { createdAt: string }, input: unknown): StepView {
  const at = summary.createdAt;
  return {
    ...emptyView(plan, plan.triggerId),
    status: 'succeeded',
    port: 'out',
    startedAt: at,
    endedAt: at,
    durationMs: 0,
    output: input ?? null,
  };
}

function foldOf(plan: Plan, steps: readonly StepRow[]): RunFold {
  const fold = new RunFold(plan);
  for (const step of steps) fold.put({ ...step, loop: metaOf(step).loop });
  return fold;
}

/** Of a loop that is over its own output tells. */
function loopOf(fold: RunFold, step: StepRow): StepView['loop'] {
  const { loop } = metaOf(step);
  if (!loop) return null;
  const output = step.output as { failed?: unknown[] } | null;
  if (step.status === 'succeeded')
    return { count: loop.count, done: loop.count, failed: output?.failed?.length ?? 0 };
  fold.advance();
  return fold.progressOf(step.nodeId) ?? { count: loop.count, done: 0, failed: 0 };
}

/** Skips are derived from what ran, so they are known once nothing more can start; a loop's body goes with it. */
function skippedViews(
  plan: Plan,
  fold: RunFold,
  { status }: { status: string },
  steps: readonly StepRow[],
): StepView[] {
  const { nodes } = fold.advance();
  const ended = ['succeeded', 'failed', 'cancelled', 'quarantined'].includes(status);
  const ran = new Set(steps.map(({ nodeId }) => nodeId));
  const skipped = [...nodes]
    .filter(([nodeId, state]) => state === 'skipped' || (ended && state === 'open' && !ran.has(nodeId)))
    .map(([nodeId]) => nodeId);
  const bodies = [...plan.bodies].flatMap(([loopId, body]) => {
    const isOver = skipped.includes(loopId) || (ended && ran.has(loopId));
    return isOver ? body.filter((nodeId) => !ran.has(nodeId)) : [];
  });
  return [...skipped, ...bodies].map((nodeId) => ({
    ...emptyView(plan, nodeId),
    status: 'skipped' as const,
  }));
}

function emptyView(plan: Plan, nodeId: string): StepView {
  return {
    seq: 0,
    nodeId,
    nodeName: nameOfNode(plan, nodeId),
    nodeType: typeOfNode(plan, nodeId),
    path: '',
    status: 'skipped',
    attempt: 1,
    port: null,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    waitingFor: null,
    waitingUntil: null,
    callbackUrl: null,
    loop: null,
    effect: null,
    input: null,
    output: null,
    meta: null,
    error: null,
    attempts: [],
    deliveryId: null,
    logs: [],
  };
}
