import type { Clock } from '../clock.ts';
import type { Listen } from '../db/listen.ts';
import type { Sql } from '../db/sql.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Lane } from './boss.ts';

/** What another process may do with a wake; the poll of its pumps finds the work anyway. */
export type Woken = {
  runs(lane: RunLane): void;
  deliver(endpointIds: readonly string[]): void;
};
/** The lanes whose jobs are runs. */
export type RunLane = Exclude<Lane, 'deliver'>;

export type NotifyWake = {
  /** After a COMMIT that made jobs of the lane which this process cannot take. */
  runs(lane: RunLane): void;
  /** After a COMMIT that made something due at an endpoint whose line is not worked here. */
  line(endpointId: string): void;
  stop(): Promise<void>;
};

export type NotifyOptions = {
  /** A connection of its own: a NOTIFY in a hot transaction would make commits wait for each other. */
  sql: Sql;
  listen: Listen;
  clock: Clock;
  log: Logger;
  woken: Woken;
  /** What is taken here is not told to oneself. */
  processId: string;
};

const channel = 'sista_wake';
const apartMs = 10;
const mostJitterMs = 5;
/** PostgreSQL takes payloads below 8,000 bytes; a UUID and its comma are 37. */
const mostLines = 200;

/**
 * Wakes the pumps of other processes. A message is `<process> run:12` (so many commits) or
 * `<process> deliver:<id>,<id>`; at most one a lane leaves every 10 ms, however many commits there were.
 */
export async function openNotifyWake(options: NotifyOptions): Promise<NotifyWake> {
  const { sql, clock, log, woken, processId } = options;
  const stopping = new AbortController();
  const commits = new Map<RunLane, number>();
  const lines = new Set<string>();
  let sending: Promise<void> | undefined;
  let sentAtMs = Number.NEGATIVE_INFINITY;

  const unlisten = await options.listen(channel, (payload) => {
    const wake = parseWake(payload);
    if (wake && wake.from !== processId) void pass(wake);
  });

  async function pass({ lane, endpointIds }: Wake): Promise<void> {
    // So that many processes do not ask for the same few jobs in the same instant.
    await clock.sleep(Math.random() * mostJitterMs, stopping.signal);
    if (stopping.signal.aborted) return;
    if (lane === 'deliver') woken.deliver(endpointIds);
    else woken.runs(lane);
  }

  function schedule(): void {
    if (stopping.signal.aborted) return;
    sending ??= send()
      .catch((error: unknown) =>
        log.debug({ err: error }, 'could not wake other processes; their polls will'),
      )
      .finally(() => {
        sending = undefined;
        if (commits.size > 0 || lines.size > 0) schedule();
      });
  }

  async function send(): Promise<void> {
    // The first of a quiet time goes at once; what follows it closely goes together.
    const waitMs = sentAtMs + apartMs - clock.now();
    if (waitMs > 0) await clock.sleep(Math.min(waitMs, apartMs), stopping.signal);
    sentAtMs = clock.now();
    const payloads = [...commits].map(([lane, count]) => `${processId} ${lane}:${count}`);
    commits.clear();
    const ids = [...lines];
    lines.clear();
    for (let at = 0; at < ids.length; at += mostLines)
      payloads.push(`${processId} deliver:${ids.slice(at, at + mostLines).join(',')}`);
    if (payloads.length === 0) return;
    // A wake that a power cut loses is no loss, so its commit does not wait for the disk.
    await sql.query(
      'notify-wake',
      `select set_config('synchronous_commit', 'off', true), pg_notify('${channel}', payload)
       from unnest($1::text[]) as payload`,
      [payloads],
    );
  }

  return {
    runs(lane) {
      commits.set(lane, (commits.get(lane) ?? 0) + 1);
      schedule();
    },
    line(endpointId) {
      lines.add(endpointId);
      schedule();
    },
    async stop() {
      await sending;
      stopping.abort();
      await unlisten().catch(() => {});
    },
  };
}

type Wake = { from: string; lane: Lane; endpointIds: string[] };

/** Undefined for what another release may say. */
export function parseWake(payload: string): Wake | undefined {
  const [, from, lane, rest = ''] = /^(\S+) (run|ai|deliver):(.+)$/.exec(payload) ?? [];
  if (from === undefined) return undefined;
  return { from, lane: lane as Lane, endpointIds: lane === 'deliver' ? rest.split(',') : [] };
}
