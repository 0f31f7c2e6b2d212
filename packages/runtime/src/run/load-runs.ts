import {
  effectPolicies,
  effectStates,
  nameOf,
  runModes,
  runStatuses,
  runTriggers,
  stepStatuses,
} from '@sista/shared/run/run-status';
import { linkRaw } from '@sista/shared/source/link-raw';
import type { AcceptedRun } from '../accept/accepted-runs.ts';
import { blobBit, blobKey, loadBlobs } from '../checkpoint/blob.ts';
import type { Sql } from '../db/sql.ts';
import { loadWaits, noWaits, type Waits } from '../wait/load-waits.ts';
import { type RunRow, type StepError, type StepRow, waitKinds } from './run.types.ts';

/** A run as an activation takes it up. */
export type LoadedRun = {
  run: RunRow;
  trigger: unknown;
  steps: StepRow[];
  waits: Waits;
};

type RunRecord = {
  id: string;
  workspace_id: string;
  flow_id: string;
  version_id: string;
  trigger: number;
  mode: number;
  effects: number;
  status: number;
  epoch: number;
  steps: number;
  wakes: number;
  losses: number;
  bytes: number;
  origin_run_id: string | null;
  row_version: string;
  started_at: Date | null;
  input: unknown;
};
type StepRecord = {
  run_id: string;
  seq: number;
  node_id: string;
  path: string;
  status: number;
  attempt: number;
  wait: number | null;
  effect: number | null;
  blobs: number;
  port: string | null;
  started_at: Date;
  ended_at: Date | null;
  input: unknown;
  output: unknown;
  error: StepError | null;
  meta: unknown;
};

/** A run that this process accepted a moment ago, as its row would tell. */
export function freshRun(accepted: AcceptedRun): LoadedRun {
  const { id, workspaceId, flowId, versionId, trigger, mode, effects, inputText } = accepted;
  const run: RunRow = {
    ...{ id, workspaceId, flowId, versionId, trigger, mode, effects },
    status: 'queued',
    ...{ epoch: 0, steps: 0, wakes: 0, losses: 0, bytes: 0 },
    originRunId: null,
    rowVersion: null,
    startedAtMs: null,
  };
  return { run, trigger: linkRaw(JSON.parse(inputText)), steps: [], waits: noWaits() };
}

/** Many claimed runs in one query; their steps in a second one, which a fresh run does not need. */
export async function loadRuns(sql: Sql, ids: readonly string[]): Promise<LoadedRun[]> {
  if (ids.length === 0) return [];
  const sorted = [...ids].sort();
  const bounds = [sorted[0], sorted.at(-1)];
  const records = await sql.query<RunRecord>(
    'load-runs',
    `select r.id, r.workspace_id, r.flow_id, r.version_id, r.trigger, r.mode, r.effects, r.status, r.epoch, r.steps, r.wakes,
       r.losses, r.bytes, r.origin_run_id, r.xmin::text as row_version, r.started_at, p.body as input
     from engine.run r left join engine.run_payload p on p.run_id = r.id and p.kind = 0 and p.run_id between $2 and $3
     where r.id = any($1::uuid[]) and r.id between $2 and $3`,
    [ids, ...bounds],
  );
  const started = records.filter(({ steps }) => steps > 0).map(({ id }) => id);
  const steps = await loadSteps(sql, started);
  const waits = await loadWaits(sql, steps);
  return records.map((record) => ({
    run: runOf(record),
    trigger: linkRaw(record.input),
    steps: steps.get(record.id) ?? [],
    waits: waits.get(record.id) ?? noWaits(),
  }));
}

export async function loadSteps(sql: Sql, runIds: readonly string[]): Promise<Map<string, StepRow[]>> {
  const found = new Map<string, StepRow[]>();
  if (runIds.length === 0) return found;
  const sorted = [...runIds].sort();
  const records = await sql.query<StepRecord>(
    'load-steps',
    `select run_id, seq, node_id, path, status, attempt, wait, effect, blobs, port, started_at, ended_at, input, output, error, meta
     from engine.step where run_id = any($1::uuid[]) and run_id between $2 and $3 order by run_id, seq`,
    [runIds, sorted[0], sorted.at(-1)],
  );
  const blobs = await loadBlobs(sql, [
    ...new Set(records.filter(({ blobs }) => blobs !== 0).map(({ run_id }) => run_id)),
  ]);
  for (const record of records) {
    const steps = found.get(record.run_id) ?? [];
    const step = stepOf(record);
    if (record.blobs & blobBit('input')) step.input = blobs.get(blobKey(record.run_id, record.seq, 'input'));
    if (record.blobs & blobBit('output'))
      step.output = blobs.get(blobKey(record.run_id, record.seq, 'output'));
    steps.push(step);
    found.set(record.run_id, steps);
  }
  return found;
}

function runOf(record: RunRecord): RunRow {
  return {
    id: record.id,
    workspaceId: record.workspace_id,
    flowId: record.flow_id,
    versionId: record.version_id,
    trigger: nameOf(runTriggers, record.trigger),
    mode: nameOf(runModes, record.mode),
    effects: nameOf(effectPolicies, record.effects),
    status: nameOf(runStatuses, record.status),
    epoch: record.epoch,
    steps: record.steps,
    wakes: record.wakes,
    losses: record.losses,
    bytes: record.bytes,
    originRunId: record.origin_run_id,
    rowVersion: record.row_version,
    startedAtMs: record.started_at?.getTime() ?? null,
  };
}

function stepOf(record: StepRecord): StepRow {
  return {
    seq: record.seq,
    nodeId: record.node_id,
    path: record.path,
    status: nameOf(stepStatuses, record.status),
    attempt: record.attempt,
    wait: record.wait === null ? null : nameOf(waitKinds, record.wait),
    effect: record.effect === null ? null : nameOf(effectStates, record.effect),
    port: record.port,
    startedAtMs: record.started_at.getTime(),
    endedAtMs: record.ended_at?.getTime() ?? null,
    input: record.input,
    output: record.output,
    error: record.error,
    meta: record.meta,
  };
}
