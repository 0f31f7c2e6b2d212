import { toId } from '@sista/shared/ids';
import type { Clock } from '../clock.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import { timerKinds, waitKinds } from '../run/run.types.ts';
import type { Logger } from '../telemetry/logger.ts';
import { wakeRuns } from '../wait/wake-runs.ts';

export type AuditShop = {
  sql: SqlPool;
  queue: Pick<Queue, 'insert' | 'remove'>;
  clock: Clock;
  log: Logger;
  /** After the commit that made runs runnable again. */
  onWoken: (count: number) => void;
};

const minuteMs = 60_000;
/** Each round overlaps the one before, so that a slow or lost round leaves no gap. */
const youngestMs = 2 * minuteMs;
const oldestMs = 5 * minuteMs;
const pageRows = 20_000;
const pauseMs = 50;

/** Looks at the runs that are 2 to 5 minutes old. Answers how many had to be woken; it should be none. */
export async function auditYoungRuns(shop: AuditShop): Promise<number> {
  const now = shop.clock.now();
  return (await auditPage(shop, await floorOf(shop.sql, now - oldestMs), now - youngestMs)).woken;
}

/** Looks at every unfinished run, a page at a time, so that nothing else waits for it. */
export async function auditAllRuns(shop: AuditShop, signal: AbortSignal): Promise<number> {
  const until = shop.clock.now() - youngestMs;
  let woken = 0;
  for (let from: string | null = await floorOf(shop.sql, 0); from !== null && !signal.aborted; ) {
    const page: Page = await auditPage(shop, from, until);
    woken += page.woken;
    from = page.next;
    if (from !== null) await shop.clock.sleep(pauseMs, signal);
  }
  return woken;
}

type Page = { woken: number; next: string | null };

async function auditPage(shop: AuditShop, from: string, untilMs: number): Promise<Page> {
  const [row] = await shop.sql.query<{ lost: string[] | null; next: string | null }>(
    'audit-runs',
    // Whoever waits for a person has no timer and needs none. A run's end of life is no wake of its steps.
    `with page as (
       select id, status from engine.run where id > $1 and id < engine.uuid_floor($2) order by id limit ${pageRows})
     , lost as (
       select p.id from page p where p.status < 4
         and not exists (select from pgboss.job j where j.name in ('run', 'ai') and j.id = p.id and j.state <= 'active')
         and not exists (select from engine.timer t where t.owner_id = p.id and t.kind < 10 and t.kind <> $3)
         and not exists (select from engine.step s where s.run_id = p.id and s.status = 1 and s.wait = $4)
         and not exists (select from engine.approval a where a.run_id = p.id and a.status = 0))
     select (select array_agg(id)::text[] from lost) as lost,
       case when (select count(*) from page) = ${pageRows} then (select id from page order by id desc limit 1) end as next`,
    [from, new Date(untilMs), timerKinds.deadline, waitKinds.in_doubt],
  );
  const lost = row?.lost ?? [];
  const woken = lost.length === 0 ? 0 : await wakeLost(shop, lost);
  return { woken, next: row?.next ?? null };
}

/** A run that looked lost may have been between two commits; only what is still without a job gets one. */
async function wakeLost(shop: AuditShop, runIds: readonly string[]): Promise<number> {
  const queued = await shop.sql.transaction(async (sql) => {
    await wakeRuns(sql, shop.queue, runIds);
    return queueJobless(sql, shop.queue, runIds);
  });
  shop.onWoken(runIds.length);
  shop.log.error(
    { runs: runIds.slice(0, 20).map((id) => toId('run', id)), count: runIds.length, queued },
    'runs had neither a queue job nor a timer; they were woken',
  );
  return runIds.length;
}

/** `wakeRuns` queues those that were parked; a run that says `queued` or `running` without a job gets it here. */
async function queueJobless(sql: Sql, queue: AuditShop['queue'], runIds: readonly string[]): Promise<number> {
  const rows = await sql.query<{ id: string; workspace_id: string }>(
    'find-jobless-runs',
    `select r.id, r.workspace_id from engine.run r where r.id = any($1::uuid[]) and r.status in (0, 1)
       and not exists (select from pgboss.job j where j.name in ('run', 'ai') and j.id = r.id and j.state <= 'active')`,
    [runIds],
  );
  const jobs = rows.map(({ id, workspace_id }) => ({ id, group: workspace_id }));
  // A job that the queue has given up keeps its row for a while, and with it the id.
  for (const lane of ['run', 'ai'] as const)
    await queue.remove(
      sql,
      lane,
      jobs.map(({ id }) => id),
    );
  return (await queue.insert(sql, 'run', jobs)).length;
}

async function floorOf(sql: Sql, atMs: number): Promise<string> {
  const [row] = await sql.query<{ id: string }>('uuid-floor', 'select engine.uuid_floor($1) as id', [
    new Date(atMs),
  ]);
  return row?.id ?? '';
}
