import type { Sql } from './sql.ts';

/** The name of a partition is its parent's and the day on which it begins (UTC). */
type Span = { name: string; from: Date; to: Date };
type Width = { floor(at: number): number; next(at: number): number; previous(at: number): number };

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const firstMonday = Date.UTC(1970, 0, 5);

const week: Width = {
  floor: (at) => Math.floor((at - firstMonday) / weekMs) * weekMs + firstMonday,
  next: (at) => at + weekMs,
  previous: (at) => at - weekMs,
};
const monthFrom = (at: number, months: number) => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
};
const month: Width = {
  floor: (at) => monthFrom(at, 0),
  next: (at) => monthFrom(at, 1),
  previous: (at) => monthFrom(at, -1),
};

// Rows that are updated leave half of their page free, so that the next version stays on it and no index is touched.
const updated = 'fillfactor = 50';
const parents: Record<string, { width: Width; settings: string }> = {
  run: { width: week, settings: updated },
  run_payload: { width: week, settings: '' },
  step: { width: week, settings: updated },
  step_attempt: { width: week, settings: '' },
  step_log: { width: week, settings: '' },
  blob: { width: week, settings: '' },
  callback: { width: week, settings: '' },
  capture: { width: week, settings: '' },
  capture_finding: { width: week, settings: '' },
  capture_replay: { width: week, settings: '' },
  event: { width: week, settings: '' },
  event_filtered: { width: week, settings: '' },
  delivery_exchange: { width: week, settings: '' },
  task: { width: week, settings: updated },
  task_journal: { width: week, settings: '' },
  delivery: { width: month, settings: updated },
  delivery_attempt: { width: month, settings: '' },
  ledger: { width: month, settings: '' },
};
const monthsKept = 13;

/** The partitions that must exist at `now`: the previous one (for late rows), the present one and two ahead. */
export function wantedSpans(parent: string, now: number): Span[] {
  const { width } = widthOf(parent);
  const present = width.floor(now);
  const starts = [width.previous(present), present, width.next(present), width.next(width.next(present))];
  return starts.map((start) => spanAt(parent, start));
}

/** Whether nothing in the partition is younger than what is kept: whole weeks of run data, 13 months of deliveries. */
export function isOutdated(parent: string, startsAt: number, now: number, retentionDays: number): boolean {
  const { width } = widthOf(parent);
  const endsAt = width.next(startsAt);
  if (width === week) return endsAt <= now - Math.ceil(retentionDays / 7) * weekMs;
  return endsAt <= monthFrom(now, -monthsKept);
}

function spanAt(parent: string, start: number): Span {
  const day = new Date(start).toISOString().slice(0, 10).replaceAll('-', '');
  return { name: `${parent}_${day}`, from: new Date(start), to: new Date(widthOf(parent).width.next(start)) };
}

function widthOf(parent: string) {
  const found = parents[parent];
  if (!found) throw new Error(`engine.${parent} has no partitions`);
  return found;
}

/**
 * Makes the partitions that are missing at `now` (ms). Safe beside other processes that do the same, and beside
 * readers and writers. Returns their names. Every start calls it before it serves, the leader every hour.
 */
export async function ensurePartitions(sql: Sql, now: number): Promise<string[]> {
  const there = new Set((await listPartitions(sql)).map((partition) => partition.name));
  const made: string[] = [];
  for (const [parent, { settings }] of Object.entries(parents)) {
    for (const span of wantedSpans(parent, now)) {
      if (there.has(span.name)) continue;
      const [row] = await sql.query<{ added: boolean }>(
        'add-partition',
        'select engine.add_partition($1, $2, $3, $4, $5) as added',
        [parent, span.name, span.from, span.to, settings],
      );
      if (row?.added) made.push(span.name);
    }
  }
  return made;
}

/**
 * Drops the partitions whose rows are all older than the retention, rounded up to whole weeks; deliveries, their
 * attempts and the ledger after 13 months. `sql` must not be a transaction. Returns the names.
 */
export async function dropPartitions(sql: Sql, now: number, retentionDays: number): Promise<string[]> {
  const outdated = (await listPartitions(sql)).filter(({ parent, startsAt }) =>
    isOutdated(parent, startsAt, now, retentionDays),
  );
  for (const { parent, name, detaching, attached } of outdated) {
    // `concurrently` waits for readers and blocks none. When it was interrupted, it has to be finalized.
    const how = detaching ? 'finalize' : 'concurrently';
    if (attached) await sql.query('', `alter table engine.${parent} detach partition engine.${name} ${how}`);
    await sql.query('', `drop table engine.${name}`);
  }
  return outdated.map(({ name }) => name);
}

type Partition = { parent: string; name: string; startsAt: number; attached: boolean; detaching: boolean };

// Also those that were detached and not yet dropped: the name tells where they belong.
const partitionsText = `
  select c.relname as name, i.inhparent is not null as attached, coalesce(i.inhdetachpending, false) as detaching
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid
   where c.relnamespace = 'engine'::regnamespace and c.relkind = 'r' and c.relname ~ '_[0-9]{8}$'
   order by c.relname`;

async function listPartitions(sql: Sql): Promise<Partition[]> {
  const rows = await sql.query<Omit<Partition, 'parent' | 'startsAt'>>('list-partitions', partitionsText);
  return rows.map((row) => {
    const [, parent = '', year, monthOfYear, day] = /^(.+)_(\d{4})(\d\d)(\d\d)$/.exec(row.name) ?? [];
    return { ...row, parent, startsAt: Date.UTC(Number(year), Number(monthOfYear) - 1, Number(day)) };
  });
}

/** Whether a row had no partition: the clock has jumped further than partitions are made ahead. */
export function lacksPartition(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === '23514' && /no partition of relation/.test(String(message));
}
