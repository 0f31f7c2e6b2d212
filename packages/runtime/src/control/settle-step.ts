import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { toId } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import { isEnded, nameOf, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import { type Decision, waitKinds } from '../run/run.types.ts';
import { wakeRuns } from '../wait/wake-runs.ts';
import type { RunControl } from './cancel-run.ts';

export type SettleStep = {
  workspaceId: string;
  runId: string;
  seq: number;
  decision: Decision['decision'];
  /** Of `done` and `skip`: what later steps see as the step's output. */
  output: unknown;
  /** Who says so. */
  by: string;
};

/**
 * A person says what came of an effect whose answer was lost; the run goes on with it. The first word counts. Throws
 * a Refusal `not_found`, or `conflict` where nothing is in doubt.
 */
export async function settleStep(control: RunControl, settle: SettleStep): Promise<void> {
  const { runId, seq, decision, output, by } = settle;
  const at = new Date(control.now()).toISOString();
  await control.sql.transaction(async (sql) => {
    const made: Decision = { decision, output: output ?? null, by, at };
    const rows = await sql.query(
      'settle-step',
      `update engine.step s set meta = (coalesce(s.meta, '{}')::jsonb || jsonb_build_object('decision', $5::jsonb))::json
       from engine.run r
       where r.id = $1 and r.workspace_id = $2 and r.status < 4 and s.run_id = r.id and s.seq = $3 and s.status = $4
         and s.wait = $6 and s.meta->'decision' is null
       returning s.seq`,
      [runId, settle.workspaceId, seq, stepStatuses.waiting, JSON.stringify(made), waitKinds.in_doubt],
    );
    if (rows.length === 0) throw await whyNot(sql, settle);
    const doubts = await sql.query(
      'other-doubts',
      `select 1 from engine.step where run_id = $1 and status = $2 and wait = $3 and meta->'decision' is null limit 1`,
      [runId, stepStatuses.waiting, waitKinds.in_doubt],
    );
    if (doubts.length === 0)
      await sql.query('settle-problem', 'delete from engine.problem where subject = $1 and id = $2', [
        problemSubjects.run,
        runId,
      ]);
    await wakeRuns(sql, control.queue, [runId]);
  });
  control.onQueued();
}

async function whyNot(sql: Sql, { workspaceId, runId, seq }: SettleStep): Promise<Refusal> {
  const [row] = await sql.query<{ status: number; decided: unknown; wait: number | null }>(
    'read-doubt',
    `select r.status, s.wait, s.meta->'decision' as decided from engine.run r
     join engine.step s on s.run_id = r.id and s.seq = $3 where r.id = $1 and r.workspace_id = $2`,
    [runId, workspaceId, seq],
  );
  if (!row) return notFound('run', toId('run', runId));
  if (row.decided)
    return new Refusal('conflict', 'Somebody has already said what happened. Read the run again.');
  const status = nameOf(runStatuses, row.status);
  return new Refusal(
    'conflict',
    isEnded(status)
      ? `This run is ${status}; nothing of it is in doubt any more.`
      : 'Nothing is in doubt at this step: only an effect whose answer was lost can be settled.',
  );
}
