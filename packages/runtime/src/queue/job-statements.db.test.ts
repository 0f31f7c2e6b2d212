import { newUuid } from '@sista/shared/ids';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bossDb } from '../db/boss-db.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { openQueue, type Queue } from './boss.ts';

let fresh: FreshDatabase;
let database: Database;
let queue: Queue;
let boss: PgBoss;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, log: silentLogger });
  queue = await openQueue(database.hot, (error) => {
    throw error;
  });
  const db = bossDb(database.spare);
  boss = new PgBoss({ db, schema: 'pgboss', schedule: false, supervise: false, migrate: false });
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await queue.stop();
  await database.close();
  await fresh[Symbol.asyncDispose]();
});

const group = 'shop';
/** Both rows of one moment, without what tells them apart by nature. */
async function rowsOf(ids: readonly string[]) {
  const rows = await database.hot.query<Record<string, unknown>>(
    '',
    `select to_jsonb(j) - '{id,created_on,start_after,keep_until,started_on,heartbeat_on}'::text[] as job,
       j.keep_until - j.start_after as kept, j.start_after = j.created_on as at_once, j.tableoid::regclass::text as place
     from pgboss.job j where id = any('{${ids.join(',')}}') order by array_position('{${ids.join(',')}}', id)`,
  );
  return rows;
}

describe('our statements on the queue', () => {
  it('insert the row that pg-boss inserts, in every column', async () => {
    for (const lane of ['run', 'ai', 'deliver'] as const) {
      const [theirs, ours] = [newUuid(), newUuid()];
      await boss.insert(lane, [{ id: theirs, group: { id: group } }]);
      expect(await queue.insert(database.hot, lane, [{ id: ours, group }])).toEqual([ours]);
      const [first, second] = await rowsOf([theirs, ours]);
      expect(second).toEqual(first);
      await queue.remove(database.hot, lane, [theirs, ours]);
      expect(await rowsOf([theirs, ours])).toEqual([]);
    }
  });

  it('insert a job once, however often it is asked for', async () => {
    const id = newUuid();
    expect(await queue.insert(database.hot, 'run', [{ id }])).toEqual([id]);
    expect(await queue.insert(database.hot, 'run', [{ id }])).toEqual([]);
    await queue.remove(database.hot, 'run', [id]);
  });

  it('claim as pg-boss does: its own fetch leaves the same row, and counts a second claim of the job', async () => {
    const [theirs, ours] = [newUuid(), newUuid()];
    await queue.insert(database.hot, 'run', [{ id: theirs, group }]);
    await boss.fetch('run');
    await queue.insert(database.hot, 'run', [{ id: ours, group }]);
    expect(await queue.fetch('run', 8)).toEqual([{ id: ours, retryCount: 0, group }]);
    const [first, second] = await rowsOf([theirs, ours]);
    expect(second).toEqual(first);
    await queue.requeueAll(database.hot);
    const again = await queue.fetch('run', 8);
    expect(again.map(({ retryCount }) => retryCount)).toEqual([1, 1]);
    await queue.remove(database.hot, 'run', [theirs, ours]);
  });

  it('claim the oldest first, pass over the groups that they are told, and give no job twice', async () => {
    const jobs = ['shop', 'shop', 'bank', 'shop'].map((name) => ({ id: newUuid(), group: name }));
    for (const job of jobs) await queue.insert(database.hot, 'run', [job]);
    const [one] = await queue.fetch('run', 1);
    expect(one?.id).toBe(jobs[0]?.id);
    expect((await queue.fetch('run', 8, ['shop'])).map(({ id }) => id)).toEqual([jobs[2]?.id]);
    const both = await Promise.all([queue.fetch('run', 8), queue.fetch('run', 8)]);
    expect(new Set(both.flat().map(({ id }) => id))).toEqual(new Set([jobs[1]?.id, jobs[3]?.id]));
    expect(both.flat()).toHaveLength(2);
  });

  it('give what they claimed to the supervision of pg-boss: a touch counts as a sign of life', async () => {
    const id = newUuid();
    await queue.insert(database.hot, 'ai', [{ id }]);
    const claimed = await queue.fetch('ai', 1);
    await queue.touch('ai', claimed);
    const found = await boss.getJobById('ai', id);
    expect(found).toMatchObject({ id, state: 'active', heartbeatSeconds: 10 });
  });
});
