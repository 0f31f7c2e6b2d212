import type { Logger } from '../telemetry/logger.ts';
import { openCatalogue, type PrismaClient } from './catalogue.ts';
import { hotSession, patientSession } from './connection.ts';
import { type Listen, openListener } from './listen.ts';
import { createPgPool, openPool } from './open-pool.ts';
import type { SqlPool } from './sql.ts';

export { bossDb } from './boss-db.ts';
export { sqlOf } from './catalogue.ts';

/** A connection of its own, or a few, opened at first use and again after they were lost. Transactions queue up. */
export type PinnedConnection = SqlPool;

export type Database = {
  url: string;
  /** Claim, load, wake, touch, deliveries. */
  hot: SqlPool;
  /** Like `hot`, but a commit does not wait for the disk: what a crash may forget (claims, touches, logs, counters). */
  relaxed: SqlPool;
  /** What must not take connections from the good: refused captures, housekeeping. */
  spare: SqlPool;
  /** Lists and exports, from the replica where there is one; 10 s at most. */
  history: SqlPool;
  /** The catalogue. */
  prisma: PrismaClient;
  /** A connection for a batcher; statements inside one transaction are pipelined. The caller closes it, or `close`. */
  pinned(name: string, size?: number): PinnedConnection;
  listen: Listen;
  close(): Promise<void>;
};

export type DatabaseOptions = { url: string; readUrl?: string | undefined; log: Logger };

/**
 * The connections of one process to one database. Nothing is opened before it is used, and a database that was away
 * is found again by the next call; a call while it is away throws (see `isConnectionLost`).
 */
export function openDatabase({ url, readUrl = url, log }: DatabaseOptions): Database {
  const pools = new Set<SqlPool>();
  const keep = (pool: SqlPool) => {
    pools.add(pool);
    return pool;
  };
  const listener = openListener(url, log);
  const prisma = openCatalogue(
    createPgPool({ url, room: 'catalogue', size: 5, session: patientSession, log }),
  );
  return {
    url,
    hot: keep(openPool({ url, room: 'hot', size: 4, session: hotSession, log })),
    relaxed: keep(
      openPool({ url, room: 'relaxed', size: 2, session: { ...hotSession, synchronous_commit: 'off' }, log }),
    ),
    spare: keep(openPool({ url, room: 'spare', size: 2, session: hotSession, log })),
    history: keep(openPool({ url: readUrl, room: 'history', size: 3, session: patientSession, log })),
    prisma,
    pinned(name, size = 1) {
      const pool = openPool({ url, room: name, size, session: hotSession, pipeline: true, log });
      pools.add(pool);
      return {
        ...pool,
        async close() {
          if (pools.delete(pool)) await pool.close();
        },
      };
    },
    listen: listener.listen,
    async close() {
      const open = [...pools];
      pools.clear();
      await Promise.all([listener.close(), prisma.$disconnect(), ...open.map((pool) => pool.close())]);
    },
  };
}
