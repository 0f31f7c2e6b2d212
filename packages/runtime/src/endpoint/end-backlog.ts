import { type DeliveryReason, deliveryReasons } from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import type { Sql } from '../db/sql.ts';
import type { Chunk, JobRow } from '../job/job.types.ts';

/** Deliveries that one commit ends. */
export const atOnce = 500;
/** What is left after so many commits is ended by the endpoint's line as soon as it is worked. */
const mostCommits = 20;

const ends = {
  disabled: { status: 'parked', reason: 'endpoint_disabled' },
  deleted: { status: 'cancelled', reason: 'endpoint_deleted' },
} as const;

/** Parks or cancels what waits at an endpoint, a few hundred deliveries in a commit, so that no lock is held long. */
export async function endBacklog(
  sql: Sql,
  endpointId: string,
  why: keyof typeof ends,
  now: number,
): Promise<void> {
  for (let commit = 0; commit < mostCommits; commit += 1) {
    if ((await endSome(sql, endpointId, ends[why], now)) < atOnce) return;
  }
}

/**
 * `cancel-backlog`: cancels what was open at the endpoint when it was ordered; what is being sent at this moment is
 * left alone. Each commit takes its deliveries out of the list of what is due, so the cursor only counts.
 */
export async function cancelBacklogChunk(
  sql: Sql,
  { id, input, cursor, done, total }: JobRow<'cancel-backlog'>,
  now: number,
): Promise<Chunk> {
  const { endpointId } = input;
  if (cursor === null) {
    const open = await countOpen(sql, endpointId, id);
    return { cursor: '0', done, total: open, over: open === 0, after: () => {} };
  }
  const end = { status: 'cancelled', reason: 'cancelled_by_person' } as const;
  const ended = await endSome(sql, endpointId, end, now, id);
  const all = done + ended;
  return {
    cursor: String(all),
    done: all,
    total: Math.max(total ?? 0, all),
    over: ended < atOnce,
    after: () => {},
  };
}

/** Ids carry their time: what has a younger id than the order was not meant by it. */
async function countOpen(sql: Sql, endpointId: string, before: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    'count-backlog',
    'select count(*)::int as n from engine.delivery_due where endpoint_id = $1 and delivery_id < $2',
    [endpointId, before],
  );
  return row?.n ?? 0;
}

async function endSome(
  sql: Sql,
  endpointId: string,
  end: { status: 'parked' | 'cancelled'; reason: DeliveryReason },
  now: number,
  before = 'ffffffff-ffff-ffff-ffff-ffffffffffff',
): Promise<number> {
  const rows = await sql.query(
    'end-some-deliveries',
    `with open as (
       select d.due_at, d.delivery_id from engine.delivery_due d join engine.delivery x on x.id = d.delivery_id
       where d.endpoint_id = $1 and d.delivery_id < $7 and x.status < $5 and x.status <> $6
       order by d.due_at limit ${atOnce}
     ), ended as (
       update engine.delivery x set status = $2, reason = $3, next_at = null, settled_at = $4
       from open s where x.id = s.delivery_id and x.status < $5 and x.status <> $6
       returning x.id
     )
     delete from engine.delivery_due d using open s join ended e on e.id = s.delivery_id
     where d.endpoint_id = $1 and d.due_at = s.due_at and d.delivery_id = s.delivery_id
     returning d.delivery_id`,
    [
      endpointId,
      deliveryStatuses[end.status],
      deliveryReasons[end.reason],
      new Date(now),
      deliveryStatuses.parked,
      deliveryStatuses.sending,
      before,
    ],
  );
  return rows.length;
}
