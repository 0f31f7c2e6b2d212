import type { Sql } from '../db/sql.ts';

/**
 * Whether the database answers. Once an outage was seen, one probe asks until it is over, so that requests are
 * refused at once meanwhile instead of each waiting for a connection.
 */
export type DatabaseWatch = { isAway(): boolean; sawOutage(): void };

const probeEveryMs = 250;

export function watchDatabase(sql: Sql): DatabaseWatch {
  let away = false;

  async function probe(): Promise<void> {
    try {
      await sql.query('probe-database', 'select 1');
      away = false;
    } catch {
      // Whatever it is: it does not answer yet.
      setTimeout(() => void probe(), probeEveryMs).unref();
    }
  }

  return {
    isAway: () => away,
    sawOutage() {
      if (away) return;
      away = true;
      void probe();
    },
  };
}
