import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { CommitUnknown, isConnectionLost } from '../db/connection.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { ensurePartitions } from '../db/partitions.ts';
import type { SqlPool } from '../db/sql.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { type FreshDatabase, freshDatabase } from '../testing/fresh-database.ts';
import { openAccept } from './accept.ts';
import type { AcceptRequest } from './accept.types.ts';

let fresh: FreshDatabase;
let database: Database;
beforeEach(async () => {
  fresh = await freshDatabase();
  database = openDatabase({ url: fresh.url, log: silentLogger });
  await ensurePartitions(database.spare, Date.now());
});
afterEach(async () => {
  await database.close();
  await fresh[Symbol.asyncDispose]();
});

const open = (sql: SqlPool) =>
  openAccept({ sql, clock: systemClock, isOutage: isConnectionLost, onAccepted: () => {} });
const request = (workspaceId = newUuid()): AcceptRequest => ({
  workspaceId,
  flowId: newUuid(),
  versionId: newUuid(),
  ingressId: null,
  trigger: 'webhook',
  mode: 'live',
  effects: 'send',
  input: { total: 1 },
  capture: null,
  captureId: null,
  dedupe: [],
  parentRunId: null,
});
const codeOf = (accepted: Promise<unknown>) =>
  accepted.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
const countRuns = async () => {
  const [row] = await database.hot.query<{ n: number }>('', 'select count(*)::int as n from engine.run');
  return row?.n;
};

/** Lets nobody write runs until `work` is over. */
async function whileBlocked<T>(work: () => Promise<T>): Promise<T> {
  return database.hot.transaction(async (sql) => {
    await sql.query('', 'lock table engine.run in exclusive mode');
    return work();
  });
}

describe('while the database is slow', () => {
  it('one workspace may fill half of the room, then the room is full, and what waits is kept in the end', async () => {
    const door = open(database.pinned('accept', 2));
    const [one, other, third] = [newUuid(), newUuid(), newUuid()];
    const { codes, kept } = await whileBlocked(async () => {
      const kept = Array.from({ length: 1_024 }, () => codeOf(door.accept(request(one))));
      const tooMany = await codeOf(door.accept(request(one)));
      kept.push(...Array.from({ length: 1_024 }, () => codeOf(door.accept(request(other)))));
      // All of these wait in this turn of the event loop: no batch has left yet.
      const crowded = await codeOf(door.accept(request(third)));
      return { codes: [tooMany, crowded], kept };
    });
    expect(codes).toEqual(['too_many_requests', 'overloaded']);
    expect(new Set(await Promise.all(kept))).toEqual(new Set(['accepted']));
    expect(await countRuns()).toBe(2_048);
  });

  it('a request that waited for three seconds is refused, and is not there', async () => {
    const door = open(database.pinned('accept', 2));
    const late = await whileBlocked(async () => {
      const first = Array.from({ length: 256 }, () => codeOf(door.accept(request())));
      await expect.poll(() => blockedBackends()).toBe(2);
      return { first, code: await codeOf(door.accept(request())) };
    });
    expect(late.code).toBe('overloaded');
    await Promise.all(late.first);
    expect(await countRuns()).toBe(256);
  });
});

async function blockedBackends(): Promise<number> {
  const [row] = await database.spare.query<{ n: number }>(
    '',
    `select count(*)::int as n from pg_stat_activity where application_name = 'sista accept' and wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}

describe('a commit of which nobody knows', () => {
  /** The connection is lost right after, or right before, the database commits. */
  const losing = (pool: SqlPool, when: 'after' | 'before'): SqlPool => ({
    ...pool,
    async transaction(work) {
      const lost = new CommitUnknown('lost', {
        cause: Object.assign(new Error('lost'), { code: 'ECONNRESET' }),
      });
      if (when === 'after') await pool.transaction(work);
      else
        await pool
          .transaction(async (sql) => {
            await work(sql, () => {});
            throw lost;
          })
          .catch(() => {});
      throw lost;
    },
  });

  it('is answered with what is there: accepted when it was written', async () => {
    const door = open(losing(database.pinned('accept', 2), 'after'));
    const accepted = await door.accept(request());
    expect(accepted).toMatchObject({ duplicate: false });
    expect(await countRuns()).toBe(1);
  });

  it('is refused when it was not, so that the sender sends it again', async () => {
    const door = open(losing(database.pinned('accept', 2), 'before'));
    expect(await codeOf(door.accept(request()))).toBe('overloaded');
    expect(await countRuns()).toBe(0);
  });
});

it('while the database is away a request is refused at once, and accepted once it answers again', async () => {
  const door = open(database.pinned('accept', 2));
  await door.accept(request());
  await database.spare.query(
    '',
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await expect.poll(() => codeOf(door.accept(request()))).toBe('accepted');
});
