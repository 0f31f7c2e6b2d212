import { effectPolicies, runModes, runTriggers } from '@sista/shared/run/run-status';
import { type CaptureInsert, captureColumns, captureSource } from '../capture/insert-captures.ts';
import { jsonArray, plainArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';
import { jobRowsText } from '../queue/job-statements.ts';
import type { AcceptRequest } from './accept.types.ts';

/** A request that starts a run; `inputText` is its input as JSON. */
export type NewRun = { id: string; request: AcceptRequest; inputText: string };

const insertAcceptedText = `
with fresh as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::smallint[], $7::smallint[],
    $8::uuid[], $9::uuid[], $10::json[], $11::boolean[])
    as f (id, workspace_id, flow_id, version_id, trigger, mode, effects, capture_id, parent_run_id, input, claimed)
), run as (
  insert into engine.run (id, workspace_id, flow_id, version_id, trigger, mode, effects, capture_id, parent_run_id)
  select id, workspace_id, flow_id, version_id, trigger, mode, effects, capture_id, parent_run_id from fresh
), payload as (
  insert into engine.run_payload (run_id, kind, body) select id, 0, input from fresh
), job as (${jobRowsText('(select id, workspace_id::text as group_id, claimed from fresh) as i', "'run'", 'i.claimed')}
)
${captureSource(12)}`;

/**
 * Runs, inputs, queue jobs and captures in one statement: all of them, or the statement fails. The jobs of the first
 * `claimed` runs are claimed for this process.
 */
export async function insertAccepted(
  sql: Sql,
  runs: readonly NewRun[],
  captures: readonly CaptureInsert[],
  claimed = 0,
): Promise<void> {
  const requests = runs.map(({ request }) => request);
  await sql.query('insert-accepted', insertAcceptedText, [
    plainArray(runs.map(({ id }) => id)),
    plainArray(requests.map(({ workspaceId }) => workspaceId)),
    plainArray(requests.map(({ flowId }) => flowId)),
    plainArray(requests.map(({ versionId }) => versionId)),
    plainArray(requests.map(({ trigger }) => runTriggers[trigger])),
    plainArray(requests.map(({ mode }) => runModes[mode])),
    plainArray(requests.map(({ effects }) => effectPolicies[effects])),
    plainArray(requests.map(({ captureId }) => captureId)),
    plainArray(requests.map(({ parentRunId }) => parentRunId)),
    jsonArray(runs.map(({ inputText }) => inputText)),
    plainArray(runs.map((_, index) => index < claimed)),
    ...captureColumns(captures),
  ]);
}
