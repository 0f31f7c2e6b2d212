import { toId } from '@sista/shared/ids';
import type { Clock } from '../clock.ts';
import type { SealKeys } from '../credential/seal.ts';
import { isConnectionLost } from '../db/connection.ts';
import type { Database } from '../db/database.ts';
import type { Sql } from '../db/sql.ts';
import type { ClaimEpoch, ClaimedHere, Emitter, LineName } from '../event/emit.ts';
import type { Outbound } from '../http/outbound.ts';
import type { ClaimedJob, Queue } from '../queue/boss.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { Logger } from '../telemetry/logger.ts';
import { claimedByInsert } from './claim-due.ts';
import { createSettle, type SettledDelivery } from './settle.ts';
import type { Settlement } from './settle-sql.ts';
import { createSockets } from './sockets.ts';
import { lineTimerKind } from './take-line.ts';
import { Line, type LineShop } from './work-line.ts';

export type LinesOptions = {
  database: Pick<Database, 'hot' | 'relaxed' | 'pinned'>;
  queue: Pick<Queue, 'insert' | 'remove'>;
  outbound: Outbound;
  emitter: Pick<Emitter, 'emit'>;
  sealKeys: SealKeys;
  publicUrl: string;
  clock: Clock;
  live: Pick<LiveFeed, 'publish'>;
  log: Logger;
  /** Wakes the steps that wait for these deliveries, in the commit that settles them. */
  onSettled: (sql: Sql, settled: readonly SettledDelivery[]) => Promise<void>;
  /** A line that is not worked here has work: a pump may claim its job at once, or its worker be told. */
  onQueued: (endpointId: string) => void;
  /** Sockets for deliveries; `SISTA_DELIVERY_CONCURRENCY`. */
  sockets?: number;
};

/** The lines that this process works. */
export type Lines = {
  /** After a COMMIT that made something due at the endpoint. */
  nudge(endpointId: string): void;
  /** Whether sends to the endpoint may be claimed by their insert, and under which epoch; see `Emitter.write`. */
  claimEpoch: ClaimEpoch;
  /** After the COMMIT that claimed them. */
  handOver(claimed: readonly ClaimedHere[]): void;
  /** Works a claimed job of the lane `deliver`; resolves when the line is over. An abort gives up what is out. */
  work(job: ClaimedJob, signal: AbortSignal): Promise<void>;
  isWorking(endpointId: string): boolean;
  /** Inserts the queue jobs of lines into the caller's commit; those that are worked here need none. */
  queueLines(sql: Sql, lines: readonly LineName[]): Promise<void>;
  /** For the leader: lines that have had something due for a while, and neither job nor timer. Answers how many. */
  auditLines(): Promise<number>;
  /** Starts nothing more and resolves when everything that is out has come back. */
  stop(): Promise<void>;
};

const lookAgainMs = 250;
const overdueMs = 10_000;

export function createLines(options: LinesOptions): Lines {
  const { database, queue, clock, log } = options;
  const worked = new Map<string, Line>();
  const running = new Set<Promise<void>>();
  const toLookAt = new Set<string>();
  let looking = false;
  let stopped = false;

  const shop: LineShop = {
    ...options,
    sockets: createSockets(options.sockets),
    isOutage: isConnectionLost,
    settle: createSettle({
      sql: database.pinned('settle', 2),
      emitter: options.emitter,
      publicUrl: options.publicUrl,
      now: () => clock.now(),
      isOutage: isConnectionLost,
      onSettled: options.onSettled,
      stateOf: (endpointId, epoch) => {
        const line = worked.get(endpointId);
        return line?.epoch === epoch ? line.takeStateToKeep() : undefined;
      },
      onNudge: (endpointIds) => endpointIds.forEach(nudge),
    }),
    onAttempt: (settlement) => announce(options.live, settlement),
  };

  function nudge(endpointId: string): void {
    const line = worked.get(endpointId);
    if (line === undefined) lookForWorker(endpointId);
    else line.nudge();
  }

  function lookForWorker(endpointId: string): void {
    options.onQueued(endpointId);
    // The insert of the job was refused if the line was being worked; if that worker just ended without having
    // seen the new row, nobody has it. So look again in a moment, unless the line was claimed here meanwhile.
    toLookAt.add(endpointId);
    if (looking || stopped) return;
    looking = true;
    setTimeout(() => void lookAgain(), lookAgainMs).unref();
  }

  async function lookAgain(): Promise<void> {
    looking = false;
    const ids = [...toLookAt];
    toLookAt.clear();
    if (ids.length === 0 || stopped) return;
    try {
      const idle = await linesWithDue(database.hot, ids, clock.now());
      if (idle.length > 0) await queueLines(database.hot, idle);
    } catch (error) {
      log.warn({ err: error }, 'could not look for lines without a worker; the leader will');
    }
  }

  async function queueLines(sql: Sql, lines: readonly LineName[]): Promise<void> {
    const unworked = lines.filter(({ endpointId }) => !worked.has(endpointId));
    const jobs = unworked.map(({ endpointId, workspaceId }) => ({ id: endpointId, group: workspaceId }));
    if (jobs.length > 0) await queue.insert(sql, 'deliver', jobs);
  }

  async function work(job: ClaimedJob, signal: AbortSignal): Promise<void> {
    if (stopped) return;
    // Our own claim may have been given back to us: the older worker finds the newer epoch and ends.
    const line = new Line(job.id, shop, signal);
    worked.set(job.id, line);
    toLookAt.delete(job.id);
    const over = line.work().finally(() => {
      if (worked.get(job.id) === line) worked.delete(job.id);
      running.delete(over);
    });
    running.add(over);
    return over;
  }

  return {
    nudge,
    claimEpoch: (endpointId, count) => worked.get(endpointId)?.claimEpoch(count),
    handOver(claimed) {
      for (const each of claimed) {
        const line = worked.get(each.endpointId);
        if (line === undefined) lookForWorker(each.endpointId);
        else line.handOver(each.epoch, claimedByInsert(each));
      }
    },
    work,
    queueLines,
    isWorking: (endpointId) => worked.has(endpointId),
    async auditLines() {
      const idle = await linesWithoutWorker(database.hot, clock.now() - overdueMs);
      await queueLines(database.hot, idle);
      return idle.length;
    },
    async stop() {
      stopped = true;
      for (const line of worked.values()) line.stop();
      await Promise.allSettled([...running]);
    },
  };
}

async function linesWithDue(sql: Sql, endpointIds: readonly string[], now: number): Promise<LineName[]> {
  const rows = await sql.query<{ endpoint_id: string; workspace_id: string }>(
    'lines-with-due',
    `select e.id as endpoint_id, e.workspace_id from public.endpoint e
     where e.id = any($1::uuid[])
       and exists (select from engine.delivery_due d where d.endpoint_id = e.id and d.due_at <= $2)`,
    [endpointIds, new Date(now)],
  );
  return rows.map((row) => ({ endpointId: row.endpoint_id, workspaceId: row.workspace_id }));
}

/** Walks the index from endpoint to endpoint, so a backlog of many deliveries costs one probe. */
async function linesWithoutWorker(sql: Sql, before: number): Promise<LineName[]> {
  const rows = await sql.query<{ endpoint_id: string; workspace_id: string }>(
    'lines-without-worker',
    `with recursive line (endpoint_id, due_at) as (
       (select endpoint_id, due_at from engine.delivery_due order by endpoint_id, due_at limit 1)
       union all
       select n.endpoint_id, n.due_at from line l cross join lateral (
         select d.endpoint_id, d.due_at from engine.delivery_due d where d.endpoint_id > l.endpoint_id
         order by d.endpoint_id, d.due_at limit 1) n
     )
     select l.endpoint_id, e.workspace_id from line l join public.endpoint e on e.id = l.endpoint_id
     where l.due_at < $1
       and not exists (select from engine.timer t where t.owner_id = l.endpoint_id and t.seq = 0 and t.kind = $2)
       and not exists (select from pgboss.job j where j.name = 'deliver' and j.id = l.endpoint_id)`,
    [new Date(before), lineTimerKind],
  );
  return rows.map((row) => ({ endpointId: row.endpoint_id, workspaceId: row.workspace_id }));
}

function announce(live: Pick<LiveFeed, 'publish'>, { claimed, verdict, record }: Settlement): void {
  const runId = claimed.event?.runId ?? null;
  const attempts = record === undefined ? claimed.attempt - 1 : claimed.attempt;
  const run = runId === null ? null : toId('run', runId);
  const topics = run === null ? ['workspace'] : [`run:${run}`];
  const deliveryId = toId('delivery', claimed.id);
  live.publish(topics, { type: 'delivery', deliveryId, runId: run, status: verdict.status, attempts });
}
