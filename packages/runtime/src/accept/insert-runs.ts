import { effectPolicies, runModes, runTriggers } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { AcceptRequest } from './accept.types.ts';

export type NewRun = { id: string; request: AcceptRequest };

export async function insertRuns(sql: Sql, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  const requests = runs.map(({ request }) => request);
  await sql.query(
    'insert-runs',
    `insert into engine.run (id, workspace_id, flow_id, version_id, trigger, mode, effects, capture_id, parent_run_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::smallint[],
       $7::smallint[], $8::uuid[], $9::uuid[])`,
    [
      runs.map(({ id }) => id),
      requests.map(({ workspaceId }) => workspaceId),
      requests.map(({ flowId }) => flowId),
      requests.map(({ versionId }) => versionId),
      requests.map(({ trigger }) => runTriggers[trigger]),
      requests.map(({ mode }) => runModes[mode]),
      requests.map(({ effects }) => effectPolicies[effects]),
      requests.map(({ captureId }) => captureId),
      requests.map(({ parentRunId }) => parentRunId),
    ],
  );
  await sql.query(
    'insert-run-inputs',
    `insert into engine.run_payload (run_id, kind, body) select i.id, 0, i.body from unnest($1::uuid[], $2::json[]) as i (id, body)`,
    [runs.map(({ id }) => id), requests.map(({ input }) => JSON.stringify(input))],
  );
}
