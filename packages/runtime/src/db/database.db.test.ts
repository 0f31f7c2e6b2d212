import { newUuid } from '@sista/shared/ids';
import { PgBoss } from 'pg-boss';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { bossDb } from './boss-db.ts';
import { sqlOf } from './catalogue.ts';
import { isConnectionLost } from './connection.ts';
import { type Database, openDatabase } from './database.ts';
import type { Sql } from './sql.ts';

let fresh: FreshDatabase;
let database: Database;

beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, log: silentLogger });
});
afterEach(async () => {
  await database.close();
  await fresh[Symbol.asyncDispose]();
});

/** What a restart of the server does to us: every connection but the asking one ends. */
const cutConnections = () =>
  database.spare.query(
    '',
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );

describe('a pool', () => {
  it('gives bigint as number, time as Date, json as it was written and bytes as Buffer', async () => {
    const [row] = await database.hot.query(
      'types',
      `select 9007199254740991::bigint as n, '{1,2}'::bigint[] as list, '2026-11-23T09:00:00.123Z'::timestamptz as at,
              '{"b":1,"a":[null]}'::json as body, '\\x00ff'::bytea as bytes, $1::uuid[] as ids, date '2026-11-23' as day`,
      [['0193e9a4-0000-7000-8000-000000000000']],
    );
    expect(row).toEqual({
      n: Number.MAX_SAFE_INTEGER,
      list: [1, 2],
      at: new Date('2026-11-23T09:00:00.123Z'),
      body: { b: 1, a: [null] },
      bytes: Buffer.from([0, 255]),
      ids: ['0193e9a4-0000-7000-8000-000000000000'],
      day: '2026-11-23',
    });
    expect(Object.keys(row?.body as object)).toEqual(['b', 'a']);
  });

  it('has the settings of its room', async () => {
    const text = `select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as scans,
      current_setting('statement_timeout') as patience`;
    const [hot] = await database.hot.query('settings', text);
    const [history] = await database.history.query('settings', text);
    expect(hot).toEqual({ plans: 'force_generic_plan', scans: 'off', patience: '0' });
    expect(history).toEqual({ plans: 'auto', scans: 'on', patience: '10s' });
  });

  it('prepares a statement anew when its table has changed', async () => {
    await database.hot.query('', 'create table changing (n int); insert into changing values (1)');
    const one = database.pinned('one');
    const read = (sql: Sql) => sql.query('read-changing', 'select * from changing');
    expect(await read(one)).toEqual([{ n: 1 }]);
    await database.hot.query('', 'alter table changing add column text text');
    expect(await read(one)).toEqual([{ n: 1, text: null }]);
    await database.hot.query('', 'alter table changing drop column text');
    expect(await one.transaction(read)).toEqual([{ n: 1 }]);
  });

  it('works again after every connection was cut', async () => {
    const one = database.pinned('one');
    await one.query('ask', 'select 1 as n');
    await database.hot.query('ask', 'select 1 as n');
    await database.prisma.flow.count();
    await cutConnections();
    const ask = (sql: Sql) => sql.query('ask', 'select 1 as n').catch((error) => isConnectionLost(error));
    for (const sql of [database.hot, one]) await expect.poll(() => ask(sql)).toEqual([{ n: 1 }]);
    await expect.poll(() => database.prisma.flow.count().catch(() => -1)).toBe(0);
  });

  it('tells a database that is away from a statement that is wrong', async () => {
    const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', log: silentLogger });
    const lost = await away.hot.query('ask', 'select 1').catch((error) => error);
    const wrong = await database.hot.query('wrong', 'select nothing').catch((error) => error);
    expect([isConnectionLost(lost), isConnectionLost(wrong)]).toEqual([true, false]);
    await away.close();
  });
});

describe('a transaction', () => {
  const count = async () =>
    (await database.hot.query('count', 'select n from tally order by n')).map((row) => row.n);
  beforeEach(() => database.hot.query('', 'create table tally (n int primary key)'));

  for (const room of ['pool', 'pinned connection'] as const) {
    it(`on a ${room} commits all of it or nothing`, async () => {
      const sql = room === 'pool' ? database.hot : database.pinned('one');
      const add = (inner: Sql, n: number) => inner.query('add', 'insert into tally values ($1)', [n]);
      await sql.transaction((inner) => Promise.all([add(inner, 1), add(inner, 2)]));
      await expect(
        sql.transaction(async (inner) => {
          await add(inner, 3);
          throw new Error('changed my mind');
        }),
      ).rejects.toThrow('changed my mind');
      await expect(sql.transaction((inner) => add(inner, 1))).rejects.toThrow(/duplicate key/);
      expect(await count()).toEqual([1, 2]);
    });
  }

  it('that swallows the error of a statement does not pass for committed', async () => {
    const swallowing = database.pinned('one').transaction(async (sql) => {
      await sql.query('add', 'insert into tally values ($1)', [1]);
      await sql.query('', 'select 1 / 0').catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('The transaction was rolled back');
    expect(await count()).toEqual([]);
  });

  it('on a pinned connection waits for the one before it', async () => {
    const one = database.pinned('one');
    await Promise.all(
      [1, 2, 3].map((n) => one.transaction((sql) => sql.query('add', 'insert into tally values ($1)', [n]))),
    );
    expect(await count()).toEqual([1, 2, 3]);
  });
});

describe('listen', () => {
  it('hears every channel on one connection, until it is ended', async () => {
    const heard: string[] = [];
    const endFirst = await database.listen('first', (payload) => heard.push(`first ${payload}`));
    await database.listen('second', (payload) => heard.push(`second ${payload}`));
    const notify = (text: string) => database.hot.query('', text);
    await notify(`notify first, 'a'; notify second, 'b'`);
    await expect.poll(() => heard).toEqual(['first a', 'second b']);
    await endFirst();
    await notify(`notify first, 'c'; notify second, 'd'`);
    await expect.poll(() => heard).toEqual(['first a', 'second b', 'second d']);
  });

  it('hears again after its connection was lost, and says that it was away', async () => {
    const heard: string[] = [];
    await database.listen(
      'wake',
      (payload) => heard.push(payload),
      () => heard.push('was away'),
    );
    await cutConnections();
    await expect.poll(() => heard).toEqual(['was away']);
    await database.spare.query('', `notify wake, 'back'`);
    await expect.poll(() => heard).toEqual(['was away', 'back']);
  });
});

describe('a Prisma transaction as Sql', () => {
  it('is one commit with the catalogue rows around it', async () => {
    const id = newUuid();
    const write = (fail: boolean) =>
      database.prisma.$transaction(async (tx) => {
        await tx.workspace.create({ data: { id, name: 'Shop', slug: 'shop' } });
        await sqlOf(tx).query('first-sequence', 'insert into engine.event_sequence values ($1, $2, 0)', [
          id,
          41,
        ]);
        if (fail) throw new Error('no');
      });
    await expect(write(true)).rejects.toThrow('no');
    expect(await database.hot.query('sequences', 'select * from engine.event_sequence')).toEqual([]);
    await write(false);
    expect(await database.hot.query('sequences', 'select * from engine.event_sequence')).toEqual([
      { workspace_id: id, n: 41, routing: 0 },
    ]);
  });

  it('takes and gives the same values as a pool', async () => {
    const text = `select $1::uuid as id, $2::bigint as n, $3::timestamptz as at, $4::json as body, $5::bytea as bytes,
      $6::uuid[] as ids, $7::text as nothing, $8::text[] as words, $9::boolean as yes, $10::int[] as numbers, $11::smallint as small`;
    const id = newUuid();
    const values = [
      id,
      7,
      new Date('2026-11-23T09:00:00.123Z'),
      { b: [1], a: 'x' },
      Buffer.from([0, 255]),
      [id],
      null,
      ['a', 'b,"c"'],
      true,
      [1, 2],
      3,
    ];
    const pool = await database.hot.query('values', text, values);
    expect(await sqlOf(database.prisma).query('values', text, values)).toEqual(pool);
  });
});

describe('pg-boss', () => {
  it('inserts inside our transaction: a rollback leaves no job, a commit leaves one', async () => {
    const boss = new PgBoss({
      db: bossDb(database.hot),
      schema: 'pgboss',
      schedule: false,
      supervise: false,
    });
    boss.on('error', () => {});
    await boss.start();
    try {
      const id = newUuid();
      const insert = (sql: Sql) =>
        boss.insert('run', [{ id, data: { a: 1 } }], { db: bossDb(sql), returnId: true });
      const failing = database.hot.transaction(async (sql) => {
        expect(await insert(sql)).toEqual([id]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await boss.fetch('run')).toEqual([]);
      await database.prisma.$transaction((tx) => insert(sqlOf(tx)));
      expect(await boss.fetch('run')).toMatchObject([{ id, data: { a: 1 } }]);
    } finally {
      await boss.stop({ graceful: false });
    }
  });
});

describe('the catalogue', () => {
  it('can be read, every model of it, from a migrated database', async () => {
    const models = Object.entries(database.prisma).filter(
      ([, value]) => typeof value?.findMany === 'function',
    );
    expect(models.length).toBeGreaterThanOrEqual(26);
    for (const [, model] of models) expect(await model.findMany()).toEqual([]);
  });

  it('keeps the key order of a document', async () => {
    const id = newUuid();
    const document = { schema: 'sista.flow/1', nodes: [], a: { z: 1, b: 2 } };
    await database.prisma.flow.create({
      data: { id, workspaceId: id, name: 'One', document, createdBy: 'test' },
    });
    const flow = await database.prisma.flow.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(flow.document)).toBe(JSON.stringify(document));
  });
});
