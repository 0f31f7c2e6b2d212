import type { Clock } from '../clock.ts';
import type { Sql } from '../db/sql.ts';
import type { Logger } from '../telemetry/logger.ts';

// Two keys of PostgreSQL's advisory locks: the leader's, and one that every process holds shared while it lives.
const leaderKey = [7_304_011, 1];
const processKey = [7_304_011, 2];
const tryEveryMs = 2_000;

export type LeaderOptions = {
  /** A connection of its own: whoever loses it is leader no more. */
  sql: Sql;
  clock: Clock;
  log: Logger;
  /** Works until the signal aborts. Every duty is harmless while two leaders overlap. */
  duties: readonly ((signal: AbortSignal) => Promise<void>)[];
  /** A leader that has said nothing for this long is frozen. */
  silentMs?: number;
};

export type Leader = { stop(): Promise<void> };

/** The lock goes with its connection, so it is taken again whenever that was lost. */
async function holdProcessLock(sql: Sql): Promise<void> {
  await sql.query(
    'hold-process-lock',
    `select exists (select from pg_locks where locktype = 'advisory' and granted and classid = $1::int::oid
       and objid = $2::int::oid and objsubid = 2 and pid = pg_backend_pid()) or pg_try_advisory_lock_shared($1, $2)`,
    processKey,
  );
}

/** Marks this process as alive and answers how many others are, by the locks that they hold. */
export async function countOthers(sql: Sql): Promise<number> {
  await holdProcessLock(sql);
  const [row] = await sql.query<{ others: number }>(
    'count-processes',
    `select count(distinct pid)::int as others from pg_locks
     where locktype = 'advisory' and granted and classid = $1::int::oid and objid = $2::int::oid and objsubid = 2
       and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()`,
    processKey,
  );
  return row?.others ?? 0;
}

/**
 * A leader asks for its lock every two seconds. One that is frozen keeps it without a word, since its connection is
 * still open: that is closed from here, and the lock is free at the next look.
 */
async function endSilentLeader(sql: Sql, silentMs: number): Promise<void> {
  await sql.query(
    'end-silent-leader',
    `select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.classid = $1::int::oid
       and l.objid = $2::int::oid and l.objsubid = 2 and a.datname = current_database()
       and a.state = 'idle' and a.state_change < clock_timestamp() - $3 * interval '1 millisecond'`,
    [...leaderKey, silentMs],
  );
}

/** The process that holds the lock minds timers, lost queue jobs and partitions for all. */
export function startLeader({ sql, clock, log, duties, silentMs = 10_000 }: LeaderOptions): Leader {
  const stopping = new AbortController();
  let term: { end: AbortController; work: Promise<unknown> } | undefined;

  async function endTerm(): Promise<void> {
    term?.end.abort();
    await term?.work;
    term = undefined;
  }

  function beginTerm(): void {
    const end = new AbortController();
    term = { end, work: Promise.allSettled(duties.map((duty) => duty(end.signal))) };
  }

  async function isLeader(): Promise<boolean> {
    await holdProcessLock(sql);
    const [row] = await sql.query<{ held: boolean }>(
      'try-leader-lock',
      `select exists (select from pg_locks where locktype = 'advisory' and granted and classid = $1::int::oid
         and objid = $2::int::oid and objsubid = 2 and pid = pg_backend_pid()) or pg_try_advisory_lock($1, $2) as held`,
      leaderKey,
    );
    if (row?.held !== true) await endSilentLeader(sql, silentMs);
    return row?.held === true;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const leads = await isLeader().catch((error: unknown) => {
        log.warn({ err: error }, 'could not ask for the leader lock');
        return false;
      });
      if (leads && !term) beginTerm();
      if (!leads && term) await endTerm();
      await clock.sleep(tryEveryMs, stopping.signal);
    }
    await endTerm();
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      await sql.query('unlock-leader', 'select pg_advisory_unlock_all()').catch(() => {});
    },
  };
}

/** A duty that is done every `everyMs`; what it throws is logged and it is tried again. */
export function everyMs(
  period: number,
  name: string,
  { clock, log }: Pick<LeaderOptions, 'clock' | 'log'>,
  work: () => Promise<unknown>,
): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    while (!signal.aborted) {
      await work().catch((error: unknown) =>
        log.warn({ err: error, duty: name }, 'a duty of the leader failed; trying again'),
      );
      await clock.sleep(period, signal);
    }
  };
}
