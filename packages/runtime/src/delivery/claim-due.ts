import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import { plainArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';
import type { ClaimedHere } from '../event/emit.ts';
import { type EventRow, eventOf, type RawEventRow } from '../event/fill-body.ts';

/** A delivery that this process sends now. Times are ms since the epoch. */
export type ClaimedDelivery = {
  id: string;
  dueAt: number;
  /** The number of the attempt that begins. */
  attempt: number;
  step: number;
  deadlineAt: number;
  /** Seconds that our own rate limit held it back this time; its deadline has moved by them. */
  shiftedS: number;
  runId: string | null;
  seq: number | null;
  /** Whether a step may wait for what comes of it. */
  awaited: boolean;
  replayNo: number;
  url: string | null;
  sealedSlot: Buffer | null;
  bodySha256: Buffer | null;
  /** Undefined once retention has taken it. */
  event: EventRow | undefined;
};

type Row = RawEventRow & {
  due_id: string;
  due_at: Date;
  delivery_id: string | null;
  is_ours: boolean | null;
  attempts: number;
  step: number;
  deadline_at: Date;
  delivery_run_id: string | null;
  delivery_seq: number | null;
  replay_no: number;
  url: string | null;
  sealed_slot: Buffer | null;
  body_sha256: Buffer | null;
};

export type ClaimQuestion = {
  endpointId: string;
  epoch: number;
  now: number;
  most: number;
  /** Those that this process has out already. */
  except: readonly string[];
  /** Only deliveries whose deadline has come: their last try is made although the line is held back. */
  lastTriesOnly: boolean;
};

const claimText = (due: string) => `
with due as (${due}), claimed as (
  update engine.delivery x set status = $5, attempts = x.attempts + 1, epoch = $6
  from due where x.id = due.delivery_id and x.status < $7 and not (x.status = $5 and x.epoch = $6)
  returning x.id, x.event_id, x.attempts, x.step, x.deadline_at, x.run_id, x.seq, x.replay_no, x.url, x.sealed_slot, x.body_sha256
)
select due.delivery_id as due_id, due.due_at, c.id as delivery_id,
  case when c.id is null then exists (
    select from engine.delivery y where y.id = due.delivery_id and y.status = $5 and y.epoch = $6) end as is_ours, c.attempts, c.step, c.deadline_at,
  c.run_id as delivery_run_id, c.seq as delivery_seq, c.replay_no, c.url, c.sealed_slot, c.body_sha256,
  e.id, e.workspace_id, e.sequence, e.type, e.schema_version, e.flow_id, e.run_id, e.seq, e.employee_ids, e.team_ids,
  e.cause_id, e.depth, e.origin, e.fanout, e.bare, e.data
from due left join claimed c on c.id = due.delivery_id left join engine.event e on e.id = c.event_id
order by due.due_at`;

// Only the present worker of the line claims: one that was frozen and taken over finds nothing any more.
const ours = 'exists (select from engine.endpoint_state s where s.endpoint_id = $1 and s.epoch = $6)';

const oldestDue = `
  select d.due_at, d.delivery_id from engine.delivery_due d
  where d.endpoint_id = $1 and d.due_at <= $2 and d.delivery_id <> all($3::uuid[]) and ${ours}
  order by d.due_at limit $4`;

// A deadline is at least 24 h after the time bits of the id, so younger ids need not be looked at.
const lastTries = `
  select d.due_at, d.delivery_id from engine.delivery_due d join engine.delivery y on y.id = d.delivery_id
  where d.endpoint_id = $1 and d.delivery_id <= engine.uuid_floor($2::timestamptz - interval '86399 seconds')
    and y.deadline_at <= $2 and d.delivery_id <> all($3::uuid[]) and ${ours} limit $4`;

export type Claim = {
  claimed: ClaimedDelivery[];
  /** Claimed under this epoch before, by their insert: they are about to be handed over. */
  ours: { id: string; dueAt: number }[];
};

/**
 * Claims the oldest due deliveries of a line in one statement, which need not wait for the disk: a claim that a power
 * cut forgets is made again. Rows whose delivery is not open any more are taken away.
 */
export async function claimDue(sql: Sql, question: ClaimQuestion): Promise<Claim> {
  const { endpointId, epoch, now, most, except, lastTriesOnly } = question;
  const rows = await sql.query<Row>(
    lastTriesOnly ? 'claim-last-tries' : 'claim-due',
    claimText(lastTriesOnly ? lastTries : oldestDue),
    [
      endpointId,
      new Date(now),
      plainArray(except),
      most,
      deliveryStatuses.sending,
      epoch,
      deliveryStatuses.parked,
    ],
  );
  const stale = rows.filter((row) => row.delivery_id === null && !row.is_ours);
  if (stale.length > 0) await dropStale(sql, endpointId, stale);
  return {
    claimed: rows.flatMap((row) => (row.delivery_id === null ? [] : [claimedOf(row, row.delivery_id)])),
    ours: rows.flatMap((row) => (row.is_ours ? [{ id: row.due_id, dueAt: row.due_at.getTime() }] : [])),
  };
}

async function dropStale(sql: Sql, endpointId: string, rows: readonly Row[]): Promise<void> {
  await sql.query(
    'drop-stale-due',
    `delete from engine.delivery_due d using unnest($2::timestamptz[], $3::uuid[]) as i (due_at, delivery_id)
     where d.endpoint_id = $1 and d.due_at = i.due_at and d.delivery_id = i.delivery_id`,
    [endpointId, rows.map((row) => row.due_at), rows.map((row) => row.due_id)],
  );
}

function claimedOf(row: Row, id: string): ClaimedDelivery {
  return {
    id,
    dueAt: row.due_at.getTime(),
    attempt: row.attempts,
    step: row.step,
    deadlineAt: row.deadline_at.getTime(),
    shiftedS: 0,
    runId: row.delivery_run_id,
    seq: row.delivery_seq,
    awaited: row.delivery_seq !== null,
    replayNo: row.replay_no,
    url: row.url,
    sealedSlot: row.sealed_slot,
    bodySha256: row.body_sha256,
    event: (row.id as string | null) === null ? undefined : eventOf(row),
  };
}

/** What was claimed by its own insert, in the shape of a claim. */
export function claimedByInsert({ sends, dueAtMs }: ClaimedHere): ClaimedDelivery[] {
  return sends.map(({ event, delivery }) => ({
    id: delivery.id,
    dueAt: dueAtMs,
    attempt: 1,
    step: 0,
    deadlineAt: dueAtMs + deliveryLifeMs,
    shiftedS: 0,
    runId: delivery.runId,
    seq: delivery.seq,
    awaited: delivery.awaited === true,
    replayNo: delivery.replayNo,
    url: delivery.url,
    sealedSlot: delivery.sealedSlot === null ? null : Buffer.from(delivery.sealedSlot),
    bodySha256: null,
    event,
  }));
}

/** Claims of this process that it will not send now are as if they had not been made: they are due at once. */
export async function unclaim(sql: Sql, epoch: number, claimed: readonly { id: string }[]): Promise<void> {
  await sql.query(
    'unclaim',
    `update engine.delivery set status = $3, attempts = attempts - 1
     where id = any($1::uuid[]) and epoch = $2 and status = $4`,
    [plainArray(claimed.map(({ id }) => id)), epoch, deliveryStatuses.pending, deliveryStatuses.sending],
  );
}

/** Time that a delivery spent on our own rate limit is not taken from its 24 h. */
export function shifted(claimed: ClaimedDelivery, now: number): ClaimedDelivery {
  const shiftedS = Math.floor((now - claimed.dueAt) / 1_000);
  return shiftedS < 1 ? claimed : { ...claimed, shiftedS, deadlineAt: claimed.deadlineAt + shiftedS * 1_000 };
}

/**
 * When the line has to be worked next, given until when it is held back: its oldest due row, or the first deadline
 * before the hold ends. Undefined when nothing is open.
 */
export async function nextWork(
  sql: Sql,
  endpointId: string,
  heldUntil: number | undefined,
): Promise<number | undefined> {
  const [oldest] = await sql.query<{ due_at: Date }>(
    'oldest-due',
    'select due_at from engine.delivery_due where endpoint_id = $1 order by due_at limit 1',
    [endpointId],
  );
  if (oldest === undefined || heldUntil === undefined) return oldest?.due_at.getTime();
  const [last] = await sql.query<{ at: Date | null }>(
    'first-deadline',
    `select min(y.deadline_at) as at from engine.delivery_due d join engine.delivery y on y.id = d.delivery_id
     where d.endpoint_id = $1 and d.delivery_id <= engine.uuid_floor($2::timestamptz - interval '86399 seconds')`,
    [endpointId, new Date(heldUntil)],
  );
  const free = Math.max(heldUntil, oldest.due_at.getTime());
  return Math.min(free, last?.at?.getTime() ?? free);
}
