import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlitePool, type SqlitePool } from './query-sqlite.ts';

const stock = ['stock'];
const counting = 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n';
const endless = 'select count(*) from stock a, stock b, stock c, stock d, stock e, stock f, stock g, stock h';
let folder: string;
let file: string;
let pool: SqlitePool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sista-sqlite-'));
  file = join(folder, 'shop.sqlite');
  const database = new DatabaseSync(file);
  database.exec('create table stock (sku text, on_hand int); create table secret (value text)');
  database.exec("insert into secret values ('hidden')");
  const add = database.prepare('insert into stock values (?, ?)');
  for (let n = 0; n < 300; n++) add.run(`SKU-${n}`, n);
  database.close();
  pool = createSqlitePool({ size: 1 });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

const ask = (sql: string, parameters: Record<string, unknown> = {}, more = {}) =>
  pool.query({ file, sql, tables: stock, parameters, ...more });

describe('createSqlitePool', () => {
  it('binds named parameters, also lists, and gives plain rows', async () => {
    const { rows } = await ask(
      'select sku, on_hand from stock where sku in (select value from json_each(:skus)) order by sku',
      { skus: ['SKU-2', 'SKU-1', "x' or 1=1"] },
    );
    expect(rows).toEqual([
      { sku: 'SKU-1', on_hand: 1 },
      { sku: 'SKU-2', on_hand: 2 },
    ]);
  });

  it('stops at 200 rows and says so', async () => {
    const { rows, truncated } = await ask('select sku from stock');
    expect(rows).toHaveLength(200);
    expect(truncated).toBe(true);
  });

  it.each([
    ['a second statement', 'select sku from stock; select value from secret', /more than one statement/],
    ['another table', 'select value from secret', /only read its own tables/],
    ['another table without its columns', 'select count(*) from secret', /only read its own tables/],
    [
      'another table inside a query',
      'select sku from stock where exists (select 1 from secret)',
      /own tables/,
    ],
    ['the schema', 'select sql from sqlite_schema', /own tables/],
    ['the schema by function', "select * from pragma_table_info('secret')", /own tables/],
    ['a write', 'update stock set on_hand = 0', /not allowed/],
    ['a new table', 'create table t (x)', /not allowed/],
    ['an attached file', "attach database 'other.sqlite' as x", /not allowed/],
    ['a pragma', 'pragma query_only = 0', /not allowed/],
    ['recursion', counting, /not allowed/],
    ['a function that allocates', 'select zeroblob(1000000000)', /not allowed/],
    ['an extension', "select load_extension('x')", /not allowed/],
    ['a mistake', 'select no_such from stock', /no such column/],
  ])('refuses %s', async (_what, sql, sentence) => {
    await expect(ask(sql)).rejects.toThrow(sentence);
  });

  it('kills a query at its deadline and answers the next one', async () => {
    await expect(ask(endless, {}, { deadlineMs: 50 })).rejects.toThrow(/longer than 0.05 s and was stopped/);
    expect((await ask('select count(*) as n from stock')).rows).toEqual([{ n: 300 }]);
  });

  it('stops a query whose task was stopped, also one that is still waiting for a child', async () => {
    const stop = new AbortController();
    const running = ask(endless, {}, { signal: stop.signal });
    const next = ask('select count(*) as n from stock', {}, { signal: stop.signal });
    const after = ask('select count(*) as n from stock');
    stop.abort();
    await expect(running).rejects.toThrow(/was stopped because the task was/);
    await expect(next).rejects.toThrow(/was stopped because the task was/);
    expect((await after).rows).toEqual([{ n: 300 }]);
  });

  it('refuses what waits or comes while it closes', async () => {
    const closing = createSqlitePool({ size: 1 });
    const query = { file, sql: endless, tables: stock, parameters: {} };
    const asked = [closing.query(query), closing.query(query)];
    const refused = Promise.all(
      asked.map((question) => expect(question).rejects.toThrow(/ended without|stopping/)),
    );
    await closing.close();
    await refused;
    await expect(closing.query(query)).rejects.toThrow(/stopping/);
  });

  it('says that the file is not there', async () => {
    await expect(
      pool.query({ file: join(folder, 'no.sqlite'), sql: 'select 1', tables: [], parameters: {} }),
    ).rejects.toThrow(/unable to open/);
  });
});
