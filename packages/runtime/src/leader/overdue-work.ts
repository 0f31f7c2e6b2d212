import type { Sql } from '../db/sql.ts';

/** Work that nobody took up although it was due. `workspaceId`: whose; null where the row does not say. */
export type Overdue = {
  what: 'timer' | 'ready job' | 'untouched claim';
  workspaceId: string | null;
  count: number;
  /** Ms since the epoch; when the oldest of them was due. */
  sinceMs: number;
};

const patienceSeconds = 60;
/** The leader reads whole workspaces apart, so a thousand rows tell enough. */
const mostRows = 1_000;

/**
 * What is overdue by more than a minute: timers by `now` (ms since the epoch), jobs and claims by the clock of the
 * database, which wrote their times.
 */
export async function readOverdue(sql: Sql, now: number): Promise<Overdue[]> {
  const rows = await sql.query<{
    what: Overdue['what'];
    workspace: string | null;
    count: number;
    since: Date;
  }>(
    'overdue-work',
    `with late as (
       (select 'timer' as what, workspace_id::text as workspace, due_at as since from engine.timer
        where due_at < $1 order by due_at limit ${mostRows})
       union all
       (select 'ready job', group_id, greatest(created_on, start_after) from pgboss.job
        where name in ('run', 'ai', 'deliver') and state in ('created', 'retry') and not blocked
          and start_after < now() - $2 * interval '1 second' and created_on < now() - $2 * interval '1 second'
        limit ${mostRows})
       union all
       (select 'untouched claim', group_id, greatest(started_on, heartbeat_on) from pgboss.job
        where name in ('run', 'ai', 'deliver') and state = 'active'
          and greatest(started_on, heartbeat_on) < now() - $2 * interval '1 second' limit ${mostRows}))
     select what, workspace, count(*)::int as count, min(since) as since from late group by what, workspace
     order by min(since)`,
    [new Date(now - patienceSeconds * 1_000), patienceSeconds],
  );
  return rows.map(({ what, workspace, count, since }) => ({
    what,
    workspaceId: workspace,
    count,
    sinceMs: since.getTime(),
  }));
}

/** Partitions of the next week are missing: rows of then could not be written. */
export async function readMissingPartitions(sql: Sql, now: number): Promise<string | null> {
  const ahead = new Date(now + 7 * 86_400_000);
  const [row] = await sql.query<{ there: boolean }>(
    'partition-ahead',
    `select exists (
       select from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'engine.run'::regclass
         and substring(c.relname from '[0-9]{8}$') between $1 and $2) as there`,
    [dayOf(ahead.getTime() - 6 * 86_400_000), dayOf(ahead.getTime())],
  );
  return row?.there
    ? null
    : 'The tables of the next week are missing; without them nothing can be written then.';
}

const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '');

/** One sentence for `/readyz` and the log; null when nothing is late. */
export function overdueSentence(overdue: readonly Overdue[], now: number): string | null {
  if (overdue.length === 0) return null;
  const parts = (['timer', 'ready job', 'untouched claim'] as const).flatMap((what) => {
    const some = overdue.filter((each) => each.what === what);
    const count = some.reduce((sum, each) => sum + each.count, 0);
    if (count === 0) return [];
    const seconds = Math.round((now - Math.min(...some.map(({ sinceMs }) => sinceMs))) / 1_000);
    return [`${count} ${what}${count === 1 ? '' : 's'} (the oldest since ${seconds} s)`];
  });
  return `Work is overdue by more than ${patienceSeconds} s: ${parts.join(', ')}. See that a worker runs and that the database keeps up.`;
}
