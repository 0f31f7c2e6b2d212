import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  it('lets a query go that is stopped before a child is free for it', async () => {
    const stop = new AbortController();
    const running = ask(endless, {}, { signal: stop.signal });
    const early = new AbortController();
    const next = ask('select count(*) as n from stock', {}, { signal: early.signal });
    early.abort();
    await expect(next).rejects.toThrow(/was stopped/);
    await expect(ask('select 1', {}, { signal: early.signal })).rejects.toThrow(/was stopped/);
    stop.abort();
    await expect(running).rejects.toThrow(/was stopped/);
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

describe('a query over a whole file', () => {
  const whole = (sql: string, parameters: Record<string, unknown> = {}, more = {}) =>
    pool.query({ file, sql, tables: null, parameters, maxRows: 1_000, maxBytes: 20_000, ...more });

  it('reads every table, counts what it names itself, and may recurse', async () => {
    expect((await whole('select value from secret')).rows).toEqual([{ value: 'hidden' }]);
    expect((await whole('with s as (select sku from stock) select count(*) as n from s')).rows).toEqual([
      { n: 300 },
    ]);
    const ten =
      'with recursive n(x) as (select 1 union all select x + 1 from n limit 10) select max(x) m from n';
    expect((await whole(ten)).rows).toEqual([{ m: 10 }]);
    const ranked = 'select row_number() over (order by on_hand) as place from stock limit 1; -- the first';
    expect((await whole(ranked)).rows).toEqual([{ place: 1 }]);
  });

  it('names its columns, also without a row', async () => {
    const { columns, rows } = await whole('select sku, on_hand as left_over from stock where 1 = 0');
    expect({ columns, rows }).toEqual({ columns: ['sku', 'left_over'], rows: [] });
  });

  it('gives whole numbers that JSON cannot hold as text', async () => {
    const { rows } = await whole(
      "select 9007199254740993 as large, 7 as small, x'00ff' as bytes, null as none",
    );
    expect(rows).toEqual([{ large: '9007199254740993', small: 7, bytes: '(2 bytes)', none: null }]);
  });

  it('stops at its bytes and says so, and refuses one row that is larger', async () => {
    const { rows, truncated } = await whole('select * from stock', {}, { maxBytes: 300 });
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.length).toBeLessThan(20);
    expect(truncated).toBe(true);
    const large = "select printf('%2000d', 1) as text";
    await expect(whole(large, {}, { maxBytes: 300 })).rejects.toMatchObject({ code: 'query_too_large' });
    expect((await whole(large)).rows[0]?.text).toHaveLength(2_000);
  });

  it.each([
    ['a write', "insert into stock values ('x', 1)", 'query_refused', /would change data/],
    ['a write behind a name', 'with a as (select 1) delete from stock', 'query_refused', /would change data/],
    ['a new table', 'create table t (x)', 'query_refused', /would change data/],
    ['a transaction', 'begin', 'query_refused', /would change data/],
    ['a pragma', 'pragma query_only = 0', 'query_refused', /PRAGMA is not allowed/],
    ['an attached file', "attach 'other.sqlite' as x", 'query_refused', /cannot be attached/],
    ['the schema', 'select sql from sqlite_schema', 'query_refused', /not a table/],
    ['the number of tables', 'select count(*) from sqlite_schema', 'query_refused', /not a table/],
    ['the schema by function', "select * from pragma_table_info('stock')", 'query_refused', /not a table/],
    ['a function that allocates', 'select zeroblob(1000000000)', 'query_refused', /zeroblob is not allowed/],
    ['an extension', "select load_extension('x')", 'query_refused', /load_extension is not allowed/],
    ['a second statement', 'select 1; select 2', 'query_refused', /more than one statement/],
    ['a text that would fill the memory', "select printf('%*d', 900000000, 1)", 'query_failed', /too big/],
    ['an unknown table', 'select * from stok', 'query_failed', /no table "stok".* has secret, stock\./],
    ['two columns of one name', 'select sku, sku from stock', 'query_failed', /Two columns are called "sku"/],
    ['nothing', '-- nothing', 'query_failed', /no statements/],
  ])('refuses %s', async (_what, sql, code, sentence) => {
    await expect(whole(sql)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it('says which file is no database', async () => {
    const other = join(folder, 'text.sqlite');
    await writeFile(other, 'no database '.repeat(100));
    const asked = pool.query({ file: other, sql: 'select 1', tables: null, parameters: {} });
    await expect(asked).rejects.toMatchObject({ code: 'data_source_unreadable' });
  });
});

describe('the description of a file', () => {
  it('has tables with columns, rows and types, and views', async () => {
    const other = join(folder, 'described.sqlite');
    const database = new DatabaseSync(other);
    database.exec('create table "a ""b" (id INTEGER primary key autoincrement, note TEXT, any)');
    database.exec('create view broken as select * from gone; create virtual table words using fts5(word)');
    database.exec('insert into "a ""b" (note) values (1), (2)');
    database.close();
    const columns = [
      { name: 'id', type: 'integer' },
      { name: 'note', type: 'text' },
      { name: 'any', type: '' },
    ];
    expect(await pool.describe({ file: other, count: true })).toEqual([
      { name: 'a "b', kind: 'table', columns, rows: 2 },
      { name: 'broken', kind: 'view', columns: [], rows: null },
      { name: 'words', kind: 'table', columns: [{ name: 'word', type: '' }], rows: 0 },
    ]);
    expect((await pool.describe({ file: other, count: false }))[0]?.rows).toBeNull();
  });
});
