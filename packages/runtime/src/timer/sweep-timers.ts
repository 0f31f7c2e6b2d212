import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-point.ts';
import type { SqlPool } from '../db/sql.ts';
import type { Lines } from '../delivery/lines.ts';
import { lineTimerKind } from '../delivery/take-line.ts';
import type { Queue } from '../queue/boss.ts';
import { type DueSchedule, fireSchedules, type ScheduleShop } from '../schedule/fire-schedules.ts';
import { scheduleTimerKind } from '../schedule/schedule-timers.ts';
import { wakeRuns } from '../wait/wake-runs.ts';

const mostAtOnce = 500;

/**
 * Ends the waits that are due: their timer rows go and their owners become runnable in one commit, so a timer fires
 * once however many processes sweep. Answers how many fired.
 */
export async function sweepTimers(
  shop: {
    sql: SqlPool;
    queue: Pick<Queue, 'insert'>;
    lines: Pick<Lines, 'queueLines' | 'nudge'>;
    schedules: ScheduleShop;
  },
  now: number,
): Promise<number> {
  const swept = await shop.sql.transaction(async (sql) => {
    const due = await sql.query<DueSchedule & { kind: number; workspace_id: string }>(
      'take-due-timers',
      `delete from engine.timer t using (
         select owner_id, seq, kind from engine.timer where due_at <= $1 order by due_at limit ${mostAtOnce} for update skip locked
       ) as d where t.owner_id = d.owner_id and t.seq = d.seq and t.kind = d.kind
       returning t.owner_id, t.seq, t.kind, t.due_at, t.workspace_id`,
      [new Date(now)],
    );
    const runs = [...new Set(due.filter(({ kind }) => kind < lineTimerKind).map(({ owner_id }) => owner_id))];
    await wakeRuns(sql, shop.queue, runs);
    const lines = due.filter(({ kind }) => kind === lineTimerKind);
    if (lines.length > 0)
      await shop.lines.queueLines(
        sql,
        lines.map(({ owner_id, workspace_id }) => ({ endpointId: owner_id, workspaceId: workspace_id })),
      );
    if (due.length > 0) crashPoint('sweep-before-commit');
    // Last: it writes events, which lock the workspace's counter until COMMIT.
    const schedules = due.filter(({ kind }) => kind === scheduleTimerKind);
    return { count: due.length, nudges: await fireSchedules(sql, shop.schedules, schedules, now) };
  });
  if (swept.count > 0) crashPoint('sweep-after-commit');
  for (const endpointId of swept.nudges) shop.lines.nudge(endpointId);
  return swept.count;
}

/** When the next timer is due, in ms since the epoch; undefined when none is set. */
export async function nextTimer(sql: SqlPool): Promise<number | undefined> {
  const [row] = await sql.query<{ due_at: Date | null }>(
    'next-timer',
    'select min(due_at) as due_at from engine.timer',
  );
  return row?.due_at?.getTime();
}

/** Sweeps until `signal` aborts; sleeps until the next due time, at most a second. */
export async function keepSweeping(
  shop: Parameters<typeof sweepTimers>[0] & {
    clock: Clock;
    onFired: () => void;
    onError: (error: unknown) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let sleepMs = 1_000;
    try {
      const now = shop.clock.now();
      const fired = await sweepTimers(shop, now);
      if (fired > 0) shop.onFired();
      const next = fired === mostAtOnce ? now : await nextTimer(shop.sql);
      if (next !== undefined) sleepMs = Math.min(sleepMs, Math.max(0, next - shop.clock.now()));
    } catch (error) {
      shop.onError(error);
    }
    await shop.clock.sleep(sleepMs, signal);
  }
}
