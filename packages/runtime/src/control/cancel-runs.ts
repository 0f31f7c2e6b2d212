import { toId } from '@sista/shared/ids';
import { nameOf, runModes, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { Queue } from '../queue/boss.ts';
import type { LiveFeed } from '../runtime-door.ts';
import { type EndedRunFacts, endedRunFacts } from './ended-run-facts.ts';

export type CancelRuns = EndedRunFacts & {
  queue: Pick<Queue, 'remove'>;
  emitter: Pick<Emitter, 'emit'>;
  live: LiveFeed;
  /** Aborts the activation of a run that is active in this process; another process finds it at its next commit. */
  abort: (runId: string) => void;
  nudge: (endpointIds: readonly string[]) => void;
};

type Ended = { id: string; workspace_id: string; flow_id: string; mode: number; started_at: Date | null };

/**
 * Ends many runs wherever they are, in the caller's transaction: status, steps, timers, queue jobs, and the event
 * of each. Those that are over already are left alone. Returns what is to be called after COMMIT.
 */
export async function cancelRuns(
  world: CancelRuns,
  sql: Sql,
  runIds: readonly string[],
  { by, now }: { by: { id: string; name: string }; now: number },
): Promise<() => void> {
  if (runIds.length === 0) return () => {};
  const ended = await endRuns(sql, world.queue, runIds, runStatuses.cancelled, now);
  const end = {
    status: 'cancelled' as const,
    error: { code: 'cancelled', message: `${by.name} stopped this run.`, hint: null },
    by,
  };
  const ids = ended.map(({ id }) => id);
  const { nudges } = await world.emitter.emit(sql, await endedRunFacts(world, sql, ids, end, now), now);
  return () => {
    world.nudge(nudges);
    for (const run of ended) {
      world.abort(run.id);
      announce(world.live, run, now);
    }
  };
}

/**
 * Gives unfinished runs an end from outside: what executes somewhere can write no more, its steps are cancelled, its
 * timers and its queue job go. Answers the runs that were not over.
 */
export async function endRuns(
  sql: Sql,
  queue: Pick<Queue, 'remove'>,
  runIds: readonly string[],
  status: number,
  now: number,
): Promise<Ended[]> {
  const sorted = [...runIds].sort();
  // Locked in the order of their ids, so that two who end many runs cannot wait for each other.
  const ended = await sql.query<Ended>(
    'end-runs',
    `with due as (
       select id from engine.run where id = any($1::uuid[]) and id between $2 and $3 and status < 4
       order by id for update)
     update engine.run r set status = $4, epoch = r.epoch + 1, ended_at = $5 from due
     where r.id = due.id and r.id between $2 and $3 returning r.id, r.workspace_id, r.flow_id, r.mode, r.started_at`,
    [sorted, sorted[0], sorted.at(-1), status, new Date(now)],
  );
  const ids = ended.map(({ id }) => id);
  if (ids.length === 0) return ended;
  // Statements of their own: only now is everything visible that was committed before the rows were ours.
  await sql.query(
    'end-steps',
    `update engine.step set status = $4, ended_at = $5
     where run_id = any($1::uuid[]) and run_id between $2 and $3 and status in (0, 1)`,
    [ids, sorted[0], sorted.at(-1), stepStatuses.cancelled, new Date(now)],
  );
  await sql.query('end-timers', 'delete from engine.timer where owner_id = any($1::uuid[]) and kind < 10', [
    ids,
  ]);
  await queue.remove(sql, 'run', ids);
  await queue.remove(sql, 'ai', ids);
  return ended;
}

function announce(live: LiveFeed, run: Ended, now: number): void {
  const runId = toId('run', run.id);
  const flowId = toId('flow', run.flow_id);
  live.publish([`run:${runId}`, `flow:${flowId}`, `workspace:${toId('workspace', run.workspace_id)}`], {
    type: 'run',
    runId,
    flowId,
    status: 'cancelled',
    mode: nameOf(runModes, run.mode),
    startedAt: run.started_at?.toISOString() ?? null,
    endedAt: new Date(now).toISOString(),
  });
}
