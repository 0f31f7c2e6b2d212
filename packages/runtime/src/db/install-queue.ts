import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { PgBoss, type Queue } from 'pg-boss';
import { bossDb } from './boss-db.ts';
import type { Sql } from './sql.ts';

export const queueSchema = 'pgboss';

// A job whose process died is found by its missing heartbeats; its retries back off from 1 s to 30 s.
const lane = {
  policy: 'standard',
  notify: false,
  heartbeatSeconds: 10,
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  expireInSeconds: 3_600,
} as const;
const { retryDelayMax: _growing, ...steady } = lane;
const deadQueue: Queue = { name: 'run.dead', policy: 'standard', notify: false };
const queues: Queue[] = [
  deadQueue,
  { name: 'run', ...lane, deadLetter: 'run.dead' },
  { name: 'ai', ...lane, deadLetter: 'run.dead' },
  // A line keeps one job for as long as it has traffic, whoever dies meanwhile. Were these deaths counted, the
  // eleventh would fail the job, its row would refuse every new one, and the line would stand still for ever.
  { name: 'deliver', ...steady, retryLimit: 1_000_000_000, retryBackoff: false },
];

// A claimed job is touched often and its row is deleted soon: free space keeps touches heap-only, and vacuum must
// come by hundreds of rows, not by a fifth of the table.
const tuning = `alter table ${queueSchema}.job_common set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 200, autovacuum_vacuum_cost_delay = 0)`;

/**
 * Installs or upgrades pg-boss in its own schema and creates our queues. What is installed is written into the
 * schema's comment, so that a start with nothing to do asks one question. The caller holds the migration lock.
 */
export async function installQueue(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ installed: string | null }>(
    'installed-queue',
    `select obj_description(to_regnamespace('${queueSchema}'), 'pg_namespace') as installed`,
  );
  const wanted = markOf();
  if (row?.installed === wanted) return false;
  const boss = new PgBoss({ db: bossDb(sql), schema: queueSchema, schedule: false, supervise: false });
  // Errors come back from the calls below; without a listener they would end the process as well.
  boss.on('error', () => {});
  try {
    await boss.start();
    for (const queue of queues) await createOrUpdate(boss, queue);
  } finally {
    await boss.stop({ graceful: false });
  }
  await sql.query('', `${tuning}; comment on schema ${queueSchema} is '${wanted}'`);
  return true;
}

async function createOrUpdate(boss: PgBoss, queue: Queue): Promise<void> {
  if (!(await boss.getQueue(queue.name))) return boss.createQueue(queue.name, queue);
  const { name, policy: _policy, ...options } = queue;
  await boss.updateQueue(name, options);
}

/** Names the version of pg-boss and the settings of our queues. */
function markOf(): string {
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { version: string };
  return `${version} ${createHash('sha256').update(JSON.stringify(queues)).update(tuning).digest('hex').slice(0, 16)}`;
}
