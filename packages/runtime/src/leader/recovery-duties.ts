import type { Clock } from '../clock.ts';
import type { CancelRuns } from '../control/cancel-runs.ts';
import type { SqlPool } from '../db/sql.ts';
import type { Lines } from '../delivery/lines.ts';
import { cancelBacklogChunk } from '../endpoint/end-backlog.ts';
import { recoverChunk } from '../endpoint/recover-chunk.ts';
import { cancelRunsChunk } from '../job/cancel-runs-chunk.ts';
import { keepWorkingJobs } from '../job/work-jobs.ts';
import { pruneProcesses } from '../process/process-row.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type AuditShop, auditAllRuns, auditYoungRuns } from './audit-runs.ts';
import { everyMs } from './leader.ts';
import { watchOverdue } from './raise-overdue.ts';

export type RecoveryShop = CancelRuns & {
  sql: SqlPool;
  lines: Pick<Lines, 'queueLines' | 'nudge'>;
  queue: AuditShop['queue'] & CancelRuns['queue'];
  clock: Clock;
  log: Logger;
  onWoken: () => void;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What the leader does so that nothing stays behind: audit, invariants, jobs, rows of processes that are gone. */
export function recoveryDuties(shop: RecoveryShop): ((signal: AbortSignal) => Promise<void>)[] {
  return [
    everyMs(minuteMs, 'audit young runs', shop, () => auditYoungRuns(shop)),
    (signal) => everyMs(dayMs, 'audit all runs', shop, () => auditAllRuns(shop, signal))(signal),
    everyMs(15_000, 'invariants', shop, watchOverdue(shop)),
    everyMs(minuteMs, 'processes', shop, () => pruneProcesses(shop.sql, shop.clock.now())),
    (signal) =>
      keepWorkingJobs(
        {
          ...shop,
          kinds: {
            'cancel-runs': (sql, job, now) => cancelRunsChunk(shop, sql, job, now),
            'recover-endpoint': (sql, job, now) => recoverChunk(shop, sql, job, now),
            'cancel-backlog': cancelBacklogChunk,
          },
        },
        signal,
      ),
  ];
}
