import { toId } from '@sista/shared/ids';
import type { Clock } from '../clock.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { Fact } from '../event/render-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Overdue, overdueSentence, readMissingPartitions, readOverdue } from './overdue-work.ts';

export type OverdueShop = {
  sql: SqlPool;
  emitter: Pick<Emitter, 'emit'>;
  clock: Clock;
  log: Logger;
  nudge: (endpointIds: readonly string[]) => void;
};

/** An hour after a breach was told it is told again, if it lasts. */
const toldForMs = 3_600_000;

/**
 * The leader's look at its own promises, every 15 s: a breach is logged and raises `error.detected` for each workspace
 * that it touches, once until it is over. The leader after this one may tell it once more.
 */
export function watchOverdue(shop: OverdueShop): () => Promise<void> {
  const told = new Map<string, number>();
  let said: string | null = null;
  return async () => {
    const now = shop.clock.now();
    const overdue = await readOverdue(shop.sql, now);
    const sentence = overdueSentence(overdue, now) ?? (await readMissingPartitions(shop.sql, now));
    if (sentence !== null && said === null) shop.log.error({ overdue }, sentence);
    if (sentence === null && said !== null) shop.log.info('nothing is overdue any more');
    said = sentence;
    const byWorkspace = groupByWorkspace(overdue);
    for (const id of told.keys()) if (!byWorkspace.has(id)) told.delete(id);
    for (const [workspaceId, late] of byWorkspace) {
      if (now - (told.get(workspaceId) ?? Number.NEGATIVE_INFINITY) < toldForMs) continue;
      await raise(shop, workspaceId, late, now);
      told.set(workspaceId, now);
    }
  };
}

const isUuid = (text: string | null): text is string => text !== null && /^[0-9a-f-]{36}$/.test(text);

function groupByWorkspace(overdue: readonly Overdue[]): Map<string, Overdue[]> {
  const groups = new Map<string, Overdue[]>();
  for (const each of overdue) {
    if (!isUuid(each.workspaceId)) continue;
    groups.set(each.workspaceId, [...(groups.get(each.workspaceId) ?? []), each]);
  }
  return groups;
}

async function raise(
  shop: OverdueShop,
  workspaceId: string,
  late: readonly Overdue[],
  now: number,
): Promise<void> {
  const { nudges } = await shop.sql.transaction(async (sql) => {
    const fact = overdueFact(workspaceId, await nameOfWorkspace(sql, workspaceId), late, now);
    return shop.emitter.emit(sql, [fact], now);
  });
  shop.nudge(nudges);
}

function overdueFact(
  workspaceId: string,
  name: string,
  late: readonly Overdue[],
  now: number,
): Fact<'error.detected'> {
  return {
    type: 'error.detected',
    workspaceId,
    page: '/runs',
    fields: {
      code: 'work_overdue',
      title: 'Runs or deliveries are late',
      message: overdueSentence(late, now) ?? '',
      hint: 'Look at /readyz and the logs of the workers. Nothing is lost: what is late is done when a worker takes it.',
      severity: 'critical',
      about: { kind: 'workspace', id: toId('workspace', workspaceId), name },
      since: new Date(Math.min(...late.map(({ sinceMs }) => sinceMs))).toISOString(),
      count: late.reduce((sum, { count }) => sum + count, 0),
    },
  };
}

async function nameOfWorkspace(sql: Sql, workspaceId: string): Promise<string> {
  const [row] = await sql.query<{ name: string }>(
    'read-workspace-name',
    'select name from public.workspace where id = $1',
    [workspaceId],
  );
  return row?.name ?? '';
}
