import { Refusal } from '@sista/shared/refusal';
import { stepStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { Plan } from '../run/compile-version.ts';
import { loadSteps } from '../run/load-runs.ts';
import { metaOf, type StepRow, waitKinds } from '../run/run.types.ts';
import type { CompiledVersion } from '../run/version-cache.ts';

/**
 * Opens what a run ended at: the steps that failed or were given up, and the loops around them. A waiting step without
 * a timer goes on with its next attempt when the run is loaded. Refuses a run that ended as it was drawn.
 */
export async function reopenSteps(
  sql: Sql,
  versionOf: (versionId: string) => Promise<CompiledVersion>,
  runId: string,
  now: Date,
): Promise<void> {
  const [run] = await sql.query<{ version_id: string }>(
    'read-version-of-run',
    'select version_id from engine.run where id = $1',
    [runId],
  );
  const steps = (await loadSteps(sql, [runId])).get(runId) ?? [];
  if (!run || steps.length === 0) return;
  const { plan } = await versionOf(run.version_id);
  const open = stepsToOpen(plan, steps);
  if (open.length === 0)
    throw new Refusal(
      'conflict',
      'A stop step ended this run as it was drawn. Start a new run instead of retrying this one.',
    );
  await sql.query(
    'reopen-steps',
    `with opened as (
       update engine.step s set status = $2, wait = i.wait, ended_at = null, port = null, error = null
       from unnest($3::int[], $4::smallint[]) as i (seq, wait) where s.run_id = $1 and s.seq = i.seq
       returning s.seq)
     insert into engine.step_attempt (run_id, seq, attempt, started_at, ended_at, next_at, error)
     select $1, s.seq, s.attempt, s.started_at, coalesce(s.ended_at, $5), $5, s.error
     from engine.step s join opened o on o.seq = s.seq where s.run_id = $1 and s.input is not null
     on conflict do nothing`,
    [
      runId,
      stepStatuses.waiting,
      open.map(({ seq }) => seq),
      open.map((step) => waitKinds[metaOf(step).loop ? 'items' : 'retry']),
      now,
    ],
  );
}

/** Also items that failed where their loop collects failures are over; only those of an open loop open again. */
export function stepsToOpen(plan: Plan, steps: readonly StepRow[]): StepRow[] {
  const isEnd = ({ status, port }: StepRow) =>
    status === 'running' || status === 'cancelled' || (status === 'failed' && port === null);
  const outside = steps.filter((step) => step.path === '' && isEnd(step));
  const loops = new Set(outside.map(({ nodeId }) => nodeId));
  const inside = steps.filter((step) => {
    const loop = plan.nodes.get(step.nodeId)?.loop;
    return step.path !== '' && loop && loops.has(loop) && isEnd(step);
  });
  return [...outside, ...inside];
}
