import { attemptOutcomes } from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import type { Sql } from '../db/sql.ts';
import { freshLine, type LineState } from './line-state.ts';

/** The timer of a line: its owner is the endpoint, its `seq` 0. Kinds below 10 are waits of steps. */
export const lineTimerKind = 10;

type StateRow = {
  epoch: number;
  circuit: number;
  failures: number;
  throttles: number;
  open_until: Date | null;
  paused_until: Date | null;
  failing_since: Date | null;
  last_success_at: Date | null;
  concurrency: number;
  rate_clock: Date | null;
};

/** Makes the caller the one that works the line: whoever worked it before is refused at its next settlement. */
export async function takeLine(sql: Sql, endpointId: string): Promise<{ epoch: number; state: LineState }> {
  const rows = await sql.query<StateRow>(
    'take-line',
    `with woken as (delete from engine.timer where owner_id = $1 and seq = 0 and kind = $2)
     insert into engine.endpoint_state as s (endpoint_id, epoch) values ($1, 1)
     on conflict (endpoint_id) do update set epoch = s.epoch + 1
     returning epoch, circuit, failures, throttles, open_until, paused_until, failing_since, last_success_at,
       concurrency, rate_clock`,
    [endpointId, lineTimerKind],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`the line of endpoint ${endpointId} has no state`);
  return { epoch: row.epoch, state: stateOf(row) };
}

function stateOf(row: StateRow): LineState {
  const ms = (date: Date | null) => date?.getTime();
  return {
    ...freshLine,
    circuit: row.circuit === 0 ? 'closed' : 'open',
    failures: row.failures,
    throttles: row.throttles,
    openUntil: ms(row.open_until),
    pausedUntil: ms(row.paused_until),
    failingSince: ms(row.failing_since),
    lastSuccessAt: ms(row.last_success_at),
    limit: Math.max(row.concurrency, 1),
    rateClock: ms(row.rate_clock),
  };
}

/** The columns of a line's state for `update … from unnest`, one array each, in the order of `lineStateText`. */
export function lineStateColumns(
  lines: readonly { endpointId: string; epoch: number; state: LineState }[],
): unknown[] {
  const date = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
  return [
    lines.map(({ endpointId }) => endpointId),
    lines.map(({ epoch }) => epoch),
    lines.map(({ state }) => (state.circuit === 'closed' ? 0 : 1)),
    lines.map(({ state }) => state.failures),
    lines.map(({ state }) => state.throttles),
    lines.map(({ state }) => date(state.openUntil)),
    lines.map(({ state }) => date(state.pausedUntil)),
    lines.map(({ state }) => date(state.failingSince)),
    lines.map(({ state }) => date(state.lastSuccessAt)),
    lines.map(({ state }) => state.limit),
    lines.map(({ state }) => date(state.rateClock)),
  ];
}

/** Keeps the state of lines that the caller still works; answers which those are. */
export const lineStateText = `
update engine.endpoint_state s set circuit = i.circuit, failures = i.failures, throttles = i.throttles,
  open_until = i.open_until, paused_until = i.paused_until, failing_since = i.failing_since,
  last_success_at = i.last_success_at, concurrency = i.concurrency, rate_clock = i.rate_clock
from unnest($1::uuid[], $2::int[], $3::smallint[], $4::int[], $5::smallint[], $6::timestamptz[], $7::timestamptz[],
  $8::timestamptz[], $9::timestamptz[], $10::smallint[], $11::timestamptz[])
  as i (endpoint_id, epoch, circuit, failures, throttles, open_until, paused_until, failing_since, last_success_at,
    concurrency, rate_clock)
where s.endpoint_id = i.endpoint_id and s.epoch = i.epoch
returning s.endpoint_id`;

/**
 * Deliveries that were out when the last worker of the line died: they may have arrived. Each gets an attempt that
 * says so, and stays due under its slot. Answers how many there were.
 */
export async function recoverLost(sql: Sql, endpointId: string, epoch: number, now: number): Promise<number> {
  const rows = await sql.query(
    'recover-lost-attempts',
    `with lost as (
       update engine.delivery x set status = $4, epoch = $2
       from engine.delivery_due d
       where d.endpoint_id = $1 and d.due_at <= $3 and x.id = d.delivery_id and x.status = $5 and x.epoch < $2
       returning x.id, x.attempts, x.step, x.url
     )
     insert into engine.delivery_attempt (delivery_id, n, started_at, ms, step, outcome, error, url)
     select l.id, l.attempts, $3, 0, l.step, $6, $7, coalesce(l.url, e.url)
     from lost l cross join public.endpoint e where e.id = $1
     on conflict (delivery_id, n) do nothing returning delivery_id`,
    [
      endpointId,
      epoch,
      new Date(now),
      deliveryStatuses.retrying,
      deliveryStatuses.sending,
      attemptOutcomes.unknown,
      'The process that sent it ended before it knew the answer. It may have arrived.',
    ],
  );
  return rows.length;
}
