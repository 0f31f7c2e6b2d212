import { newUuid } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { openPool } from './open-pool.ts';
import { dropPartitions, ensurePartitions } from './partitions.ts';
import type { SqlPool } from './sql.ts';

const dayMs = 86_400_000;
const later = Date.UTC(2031, 4, 14);
let database: FreshDatabase;
let sql: SqlPool;

beforeAll(async () => {
  database = await freshDatabase();
  sql = openPool({ url: database.url, room: 'test', size: 2, log: silentLogger });
});
afterAll(async () => {
  await sql.close();
  await database[Symbol.asyncDispose]();
});

const insertPayload = (runId: string) =>
  sql.query('', `insert into engine.run_payload (run_id, kind, body) values ('${runId}', 0, '{}')`);

describe('partitions in the database', () => {
  it('exist for every partitioned table of the engine after migrating', async () => {
    const bare = await sql.query(
      '',
      `select c.relname from pg_class c where c.relnamespace = 'engine'::regnamespace and c.relkind = 'p'
        and (select count(*) from pg_inherits i where i.inhparent = c.oid) <> 4`,
    );
    expect(bare).toEqual([]);
  });

  it('take rows by the time in their id, and refuse a time for which none was made', async () => {
    await expect(insertPayload(newUuid(later))).rejects.toThrow(
      /no partition of relation "run_payload" found/,
    );
    await ensurePartitions(sql, later);
    await insertPayload(newUuid(later));
    const [row] = await sql.query('', 'select tableoid::regclass::text as name from engine.run_payload');
    expect(row).toEqual({ name: 'engine.run_payload_20310512' });
  });

  it('are made once, also by two processes at once', async () => {
    const next = later + 60 * dayMs;
    const both = await Promise.all([ensurePartitions(sql, next), ensurePartitions(sql, next)]);
    const made = both.flat();
    expect(made).toContain('run_20310707');
    expect(new Set(made).size).toBe(made.length);
    expect(await ensurePartitions(sql, next)).toEqual([]);
  });

  it('leave half of each page free where rows are updated', async () => {
    const rows = await sql.query<{ name: string }>(
      '',
      `select distinct regexp_replace(relname, '_[0-9]{8}$', '') as name from pg_class
        where relnamespace = 'engine'::regnamespace and relname ~ '_[0-9]{8}$' and reloptions @> '{fillfactor=50}'
        order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['delivery', 'run', 'step', 'task']);
  });

  it('leave when all their rows are older than the retention, also half detached ones', async () => {
    const now = later + 120 * dayMs;
    await sql.query('', 'alter table engine.run detach partition engine.run_20310512');
    const dropped = await dropPartitions(sql, now, 30);
    expect(dropped).toContain('run_20310512');
    expect(dropped).toContain('run_payload_20310512');
    expect(dropped.some((name) => name.startsWith('delivery_2031'))).toBe(false);
    expect(await sql.query('', 'select run_id from engine.run_payload')).toEqual([]);
    expect(await dropPartitions(sql, now, 30)).toEqual([]);
  });
});
