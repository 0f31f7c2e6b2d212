import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { runStatuses } from '@sista/shared/run/run-status';
import type { Clock } from '../clock.ts';
import { endRuns } from '../control/cancel-runs.ts';
import { type EndedRunFacts, endedRunFacts } from '../control/ended-run-facts.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { Queue } from '../queue/boss.ts';

export type ExpiryShop = EndedRunFacts & {
  sql: SqlPool;
  queue: Pick<Queue, 'remove'>;
  emitter: Pick<Emitter, 'emit'>;
  clock: Clock;
  nudge: (endpointIds: readonly string[]) => void;
};

const dayMs = 86_400_000;
const pageRows = 20_000;
const atOnce = 200;
const code = 'run_expired';

/**
 * Ends the runs that are older than what is kept, before their partitions go: nothing may wait for rows that are no
 * longer there. Answers how many it ended.
 */
export async function expireRuns(shop: ExpiryShop, retentionDays: number): Promise<number> {
  const now = shop.clock.now();
  const before = new Date(now - retentionDays * dayMs);
  let ended = 0;
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const page: Page = await findStragglers(shop.sql, after, before);
    if (page.ids.length > 0) ended += await endPage(shop, page.ids, now, retentionDays);
    after = page.next;
  }
  return ended;
}

type Page = { ids: string[]; next: string | null };

async function findStragglers(sql: Sql, after: string, before: Date): Promise<Page> {
  const [row] = await sql.query<{ ids: string[] | null; seen: number; last: string | null }>(
    'find-stragglers',
    `with page as (
       select id, status from engine.run where id > $1 and id < engine.uuid_floor($2) order by id limit ${pageRows})
     , open as (select id from page where status < 4 order by id limit ${atOnce})
     select (select array_agg(id order by id)::text[] from open) as ids, (select count(*) from page)::int as seen,
       (select id from page order by id desc limit 1) as last`,
    [after, before],
  );
  const ids = row?.ids ?? [];
  if (ids.length === atOnce) return { ids, next: ids.at(-1) ?? null };
  return { ids, next: row?.seen === pageRows ? row.last : null };
}

async function endPage(shop: ExpiryShop, ids: readonly string[], now: number, days: number): Promise<number> {
  const { ended, nudges } = await shop.sql.transaction(async (sql) => {
    const rows = await endRuns(sql, shop.queue, ids, runStatuses.failed, now);
    const endedIds = rows.map(({ id }) => id);
    await insertProblems(sql, endedIds, now);
    const end = {
      status: 'failed' as const,
      error: {
        code,
        message: `The run did not end within ${days} days, the time that runs are kept.`,
        hint: 'Start it again, or raise SISTA_RETENTION_DAYS before it has to wait that long.',
      },
    };
    const facts = await endedRunFacts(shop, sql, endedIds, end, now);
    return { ended: endedIds.length, nudges: (await shop.emitter.emit(sql, facts, now)).nudges };
  });
  shop.nudge(nudges);
  return ended;
}

async function insertProblems(sql: Sql, runIds: readonly string[], now: number): Promise<void> {
  await sql.query(
    'insert-expired-problems',
    `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
     select $2, r.id, r.workspace_id, r.flow_id, r.status, $3, $4 from engine.run r where r.id = any($1::uuid[])
     on conflict (subject, id) do update set status = excluded.status, code = excluded.code, at = excluded.at`,
    [runIds, problemSubjects.run, code, new Date(now)],
  );
}
