import { expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { openDatabase } from '../db/database.ts';
import { createLogger } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { startLeader } from './leader.ts';

it('leads in place of a process that is frozen and still holds the lock', async () => {
  await using fresh = await freshDatabase();
  const log = createLogger('silent');
  const database = openDatabase({ url: fresh.url, log });
  const frozen = database.pinned('frozen');
  const [lock] = await frozen.query<{ held: boolean }>('', 'select pg_try_advisory_lock(7304011, 1) as held');
  expect(lock?.held).toBe(true);
  const { promise: led, resolve } = Promise.withResolvers<void>();
  const leader = startLeader({
    sql: database.pinned('leader'),
    clock: systemClock,
    log,
    silentMs: 100,
    duties: [async () => resolve()],
  });
  await led;
  await leader.stop();
  await database.close();
}, 15_000);
