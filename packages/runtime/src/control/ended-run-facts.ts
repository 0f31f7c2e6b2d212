import type { FactFields } from '@sista/shared/event/event-catalogue';
import type { Sql } from '../db/sql.ts';
import type { Fact } from '../event/render-event.ts';
import { loadRuns } from '../run/load-runs.ts';
import { runFailedFact } from '../run/run-facts.ts';
import type { CompiledVersion } from '../run/version-cache.ts';
import { scheduledRunFacts } from '../schedule/scheduled-run-facts.ts';

export type EndedRunFacts = {
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  publicUrl: string;
};

/** How a run was ended from outside, without an activation of its own. */
export type OutsideEnd = Pick<FactFields<'run.failed'>, 'status' | 'error' | 'by'>;

/**
 * `run.failed`, and `schedule.completed` where a schedule started them, of runs that were cancelled, quarantined or
 * expired, read in the transaction that ended them; emit them last in it. Tests raise none, as everywhere.
 */
export async function endedRunFacts(
  { versionOf, publicUrl }: EndedRunFacts,
  sql: Sql,
  runIds: readonly string[],
  end: OutsideEnd,
  now: number,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const { run, trigger, steps } of await loadRuns(sql, runIds)) {
    if (run.mode === 'test') continue;
    const version = await versionOf(run.versionId);
    const last = steps.findLast(({ status }) => status !== 'succeeded');
    const failure = { nodeId: last?.nodeId, error: end.error, attempt: last?.attempt ?? 1 };
    const ended = { row: run, version, trigger, steps };
    const fact = runFailedFact(ended, failure, now, publicUrl);
    facts.push({ ...fact, fields: { ...fact.fields, ...end } });
    const { status, error } = end;
    facts.push(
      ...scheduledRunFacts(ended, { status, error, nodeId: last?.nodeId, endedAtMs: now }, publicUrl),
    );
  }
  return facts;
}
