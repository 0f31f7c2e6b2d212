import { hostname } from 'node:os';
import { newUuid } from '@sista/shared/ids';
import type { Settings } from '@sista/shared/settings.schema';
import type { Clock } from '../clock.ts';
import type { Sql } from '../db/sql.ts';
import type { Logger } from '../telemetry/logger.ts';

/** A process of the installation, as its row says. Times are ms since the epoch. */
export type ProcessView = {
  id: string;
  role: string;
  /** The machine and the process number there. */
  host: string;
  slots: number;
  startedAtMs: number;
  seenAtMs: number;
};

export type ProcessRow = {
  id: string;
  /** How many other processes lived at the last heartbeat: those that work runs, and all. */
  others(): { workers: number; all: number };
  /** Deletes the row. */
  stop(): Promise<void>;
};

export type ProcessOptions = {
  /** Its commits need not reach the disk: a lost heartbeat is followed by the next. */
  sql: Sql;
  role: Settings['role'];
  slots: number;
  clock: Clock;
  log: Logger;
};

const beatMs = 4_000;
/** After this long without a heartbeat a process counts as gone; four were missed then. */
export const silentMs = 16_000;
const forgottenMs = 10 * 60_000;

/** Writes the row of this process and keeps its `seen_at` young until `stop`. */
export async function openProcess(options: ProcessOptions): Promise<ProcessRow> {
  const { sql, role, slots, clock, log } = options;
  const id = newUuid();
  const startedAt = new Date(clock.now());
  const stopping = new AbortController();
  let others = { workers: 0, all: 0 };

  // An insert each time: a row that the leader pruned while this process was frozen comes back.
  async function beat(): Promise<void> {
    const now = clock.now();
    await sql.query(
      'process-beat',
      `insert into engine.process (id, role, host, slots, started_at, seen_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do update set seen_at = excluded.seen_at`,
      [id, role, `${hostname()}:${process.pid}`, slots, startedAt, new Date(now)],
    );
    const alive = (await listProcesses(sql, now)).filter((each) => each.id !== id);
    others = { workers: alive.filter((each) => each.role !== 'server').length, all: alive.length };
  }

  async function keepBeating(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(beatMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await beat().catch((error: unknown) =>
        log.warn({ err: error }, 'could not write the heartbeat of this process; trying again'),
      );
    }
  }

  await beat();
  const beating = keepBeating();
  return {
    id,
    others: () => others,
    async stop() {
      stopping.abort();
      await beating;
      await sql.query('process-gone', 'delete from engine.process where id = $1', [id]).catch(() => {});
    },
  };
}

/** The processes that gave a sign of life in the last 16 s, oldest first. */
export async function listProcesses(sql: Sql, now: number): Promise<ProcessView[]> {
  const rows = await sql.query<{
    id: string;
    role: string;
    host: string;
    slots: number;
    started_at: Date;
    seen_at: Date;
  }>(
    'list-processes',
    'select id, role, host, slots, started_at, seen_at from engine.process where seen_at > $1 order by started_at, id',
    [new Date(now - silentMs)],
  );
  return rows.map(({ id, role, host, slots, started_at, seen_at }) => ({
    id,
    role,
    host,
    slots,
    startedAtMs: started_at.getTime(),
    seenAtMs: seen_at.getTime(),
  }));
}

/** For the leader: the rows of processes that ended without deleting theirs. */
export async function pruneProcesses(sql: Sql, now: number): Promise<void> {
  await sql.query('prune-processes', 'delete from engine.process where seen_at < $1', [
    new Date(now - forgottenMs),
  ]);
}
