import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { runStatuses } from '@sista/shared/run/run-status';
import type { Clock } from '../clock.ts';
import type { SqlPool } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { Queue } from '../queue/boss.ts';
import type { RunRow } from '../run/run.types.ts';
import { endRuns } from './cancel-runs.ts';
import { type EndedRunFacts, endedRunFacts } from './ended-run-facts.ts';

export type Quarantine = (run: RunRow) => Promise<void>;

export type QuarantineShop = EndedRunFacts & {
  sql: SqlPool;
  queue: Pick<Queue, 'remove'>;
  emitter: Pick<Emitter, 'emit'>;
  clock: Clock;
  nudge: (endpointIds: readonly string[]) => void;
};

/** Sets runs aside whose processes keep dying with them, until a person tries them again; `run.failed` tells of it. */
export function createQuarantine(shop: QuarantineShop): Quarantine {
  return async (run) => {
    const now = shop.clock.now();
    const nudges = await shop.sql.transaction(async (sql) => {
      const ended = await endRuns(sql, shop.queue, [run.id], runStatuses.quarantined, now);
      if (ended.length === 0) return [];
      await sql.query(
        'insert-quarantine-problem',
        `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at) values ($1, $2, $3, $4, $5, 'quarantined', $6)
         on conflict (subject, id) do update set status = excluded.status, code = excluded.code, at = excluded.at`,
        [problemSubjects.run, run.id, run.workspaceId, run.flowId, runStatuses.quarantined, new Date(now)],
      );
      const end = {
        status: 'quarantined' as const,
        error: {
          code: 'quarantined',
          message: 'The process that worked this run ended each time before it was done.',
          hint: 'Look into the logs of the workers for the reason, then retry the run.',
        },
      };
      return (await shop.emitter.emit(sql, await endedRunFacts(shop, sql, [run.id], end, now), now)).nudges;
    });
    shop.nudge(nudges);
  };
}
