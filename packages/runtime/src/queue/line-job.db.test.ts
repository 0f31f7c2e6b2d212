import { newUuid } from '@sista/shared/ids';
import { expect, it } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { createLogger } from '../telemetry/logger.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { openQueue } from './boss.ts';

it('gives the job of a line back within seconds however many processes died with it', async () => {
  await using fresh = await freshDatabase();
  const database = openDatabase({ url: fresh.url, log: createLogger('silent') });
  const queue = await openQueue(database.hot, () => {});
  const endpointId = newUuid();
  await queue.insert(database.hot, 'deliver', [{ id: endpointId }]);
  expect(await queue.fetch('deliver', 1)).toHaveLength(1);
  await database.hot.query(
    '',
    `update pgboss.job set retry_count = 50, heartbeat_on = now() - interval '1 minute' where id = $1`,
    [endpointId],
  );
  await queue.supervise();
  const [job] = await database.hot.query(
    '',
    `select state::text, start_after < now() + interval '5 seconds' as soon from pgboss.job where id = $1`,
    [endpointId],
  );
  expect(job).toEqual({ state: 'retry', soon: true });
  await queue.stop();
  await database.close();
});
