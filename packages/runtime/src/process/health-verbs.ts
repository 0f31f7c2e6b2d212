import { readdir } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { migrationsFolder } from '../db/migrate.ts';
import type { Sql } from '../db/sql.ts';
import { overdueSentence, readOverdue } from '../leader/overdue-work.ts';
import { listProcesses, type ProcessView } from './process-row.ts';
import type { Tally } from './tally.ts';
import type { DiskWatch } from './watch-disk.ts';

/** The figures of a moment. Counts of captures and runs are of this process, the rest is of the installation. */
export type Measures = {
  captures: Readonly<Record<string, number>>;
  runs: Readonly<Record<string, number>>;
  /** Slots that this process works in, by lane. */
  slots: Readonly<Record<string, number>>;
  /** Jobs that wait to be taken, by lane. */
  readyJobs: Readonly<Record<string, number>>;
  timers: number;
  /** How late the most overdue timer is; 0 when none is. */
  timerLagSeconds: number;
  processes: readonly ProcessView[];
};

export type HealthVerbs = {
  /** One sentence when requests had better go elsewhere: database, migrations, overdue work, a full disk. */
  problem(): Promise<string | null>;
  /** Sentences for operators while all still works. */
  warnings(): string[];
  processes(): Promise<ProcessView[]>;
  measure(): Promise<Measures>;
};

export type HealthShop = {
  database: Pick<Database, 'hot' | 'history' | 'spare'>;
  clock: Clock;
  disk: DiskWatch;
  tally: Tally;
  slots: () => Readonly<Record<string, number>>;
};

/** Balancers ask often; what takes a look at the queue is as old as this at most. */
const freshMs = 5_000;

export function healthVerbs({ database, clock, disk, tally, slots }: HealthShop): HealthVerbs {
  let overdue: { atMs: number; sentence: string | null } | undefined;
  let migrated = false;
  // Read now: an upgrade in place may put newer files under a process that still runs.
  const known = countMigrations();
  known.catch(() => {});

  async function overdueNow(): Promise<string | null> {
    const now = clock.now();
    if (!overdue || Math.abs(now - overdue.atMs) > freshMs)
      overdue = { atMs: now, sentence: overdueSentence(await readOverdue(database.spare, now), now) };
    return overdue.sentence;
  }

  return {
    async problem() {
      await database.hot.query('readiness', 'select 1');
      migrated ||= (await countApplied(database.spare)) >= (await known);
      if (!migrated)
        return 'The database lacks migrations of this release. Restart this process; it applies them.';
      if (disk.closed()) return disk.warning();
      return overdueNow();
    },
    warnings: () => [disk.warning()].filter((each) => each !== null),
    processes: () => listProcesses(database.hot, clock.now()),
    async measure() {
      const now = clock.now();
      const [readyJobs, timers, processes] = await Promise.all([
        countReady(database.history),
        countTimers(database.history, now),
        listProcesses(database.hot, now),
      ]);
      return {
        captures: tally.captures(),
        runs: tally.runs(),
        slots: slots(),
        readyJobs,
        ...timers,
        processes,
      };
    },
  };
}

async function countMigrations(): Promise<number> {
  return (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).length;
}

async function countApplied(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    'count-migrations',
    'select count(*)::int as n from engine.migration where version > 0',
  );
  return row?.n ?? 0;
}

async function countReady(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql.query<{ name: string; n: number }>(
    'count-ready-jobs',
    `select lane.name, count(j.id)::int as n from unnest(array['run', 'ai', 'deliver']) as lane (name)
     left join pgboss.job j on j.name = lane.name and j.state in ('created', 'retry') and not j.blocked
     group by lane.name`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

async function countTimers(sql: Sql, now: number): Promise<{ timers: number; timerLagSeconds: number }> {
  const [row] = await sql.query<{ n: number; first: Date | null }>(
    'count-timers',
    'select count(*)::int as n, min(due_at) as first from engine.timer',
  );
  const late = row?.first ? Math.max(0, now - row.first.getTime()) : 0;
  return { timers: row?.n ?? 0, timerLagSeconds: late / 1_000 };
}
