import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import { uuidTimeMs } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Sql } from '../db/sql.ts';
import { deliveryIdOf } from '../event/derive-id.ts';
import type { Chunk, JobRow } from '../job/job.types.ts';
import { type EndpointRow, readEndpointRow } from './endpoint-rows.ts';
import type { EndpointShop } from './endpoint-shop.ts';
import {
  allowance,
  cursorText,
  parseCursor,
  type RecoverCursor,
  type RecoverOrder,
} from './recover-order.ts';
import { missedEvents, type Recovered, recoverableDeliveries, type Stretch } from './select-recoverable.ts';

/** Messages that one commit makes due. */
const mostAtOnce = 200;
/** Events that one commit looks through for those that were missed; with a filter each is evaluated. */
const mostLooked = 1_000;

/**
 * `recover-endpoint`: a chunk of messages becomes due and the cursor moves on, in one commit with the caller's, so
 * that a process that dies anywhere leaves no gap and sends nothing twice. While the endpoint is switched off it
 * waits; it ends when the endpoint is deleted.
 */
export async function recoverChunk(
  { lines }: Pick<EndpointShop, 'lines'>,
  sql: Sql,
  job: JobRow<'recover-endpoint'>,
  now: number,
): Promise<Chunk> {
  const { input: order } = job;
  const cursor = parseCursor(job.cursor, order, now);
  const stays = { cursor: job.cursor, done: job.done, total: job.total, over: false, after: () => {} };
  const endpoint = await readEndpoint(sql, job, now);
  if (endpoint === undefined) return { ...stays, over: true };
  const allowed = allowance(cursor.freeAt, order.ratePerSecond, now, mostAtOnce);
  if (!endpoint.enabled || allowed.count === 0) return stays;
  const stretch = await stretchOf(sql, order, endpoint, cursor, allowed.count);
  const made = await insertRecovered(sql, job, stretch.found, now);
  const next = nextCursor(order, cursor, stretch.after, allowed.freeAfter(stretch.found.length));
  if (made > 0) await lines.queueLines(sql, [{ endpointId: order.endpointId, workspaceId: job.workspaceId }]);
  const done = job.done + made;
  return {
    cursor: next === undefined ? job.cursor : cursorText(next),
    done,
    total: Math.max(job.total ?? 0, done),
    over: next === undefined,
    after: () => {
      if (made > 0) lines.nudge(order.endpointId);
    },
  };
}

/** Undefined when it was deleted meanwhile. */
async function readEndpoint(
  sql: Sql,
  { workspaceId, input }: JobRow<'recover-endpoint'>,
  now: number,
): Promise<EndpointRow | undefined> {
  try {
    return await readEndpointRow(sql, workspaceId, input.endpointId, now);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** At most `most` of what is looked at: the next stretch then begins behind the last one that was taken. */
async function stretchOf(
  sql: Sql,
  order: RecoverOrder,
  endpoint: EndpointRow,
  { phase, after }: RecoverCursor,
  most: number,
): Promise<Stretch> {
  const looked = phase === 'events' && endpoint.filter === null ? mostLooked : mostAtOnce;
  const stretch =
    phase === 'deliveries'
      ? await recoverableDeliveries(sql, order, after, looked)
      : await missedEvents(sql, order, endpoint, after, looked);
  const last = stretch.found[most - 1];
  if (last === undefined || stretch.found.length === most) return stretch;
  return { ...stretch, found: stretch.found.slice(0, most), after: last.place };
}

function nextCursor(
  order: RecoverOrder,
  { phase }: RecoverCursor,
  after: string | undefined,
  freeAt: number,
): RecoverCursor | undefined {
  if (after !== undefined) return { phase, after, freeAt };
  if (phase === 'deliveries' && order.reasons.includes('missed'))
    return { phase: 'events', after: '', freeAt };
  return undefined;
}

/**
 * Writes deliveries that are due now. Ids are derived, so what a person replayed at the same moment is one delivery.
 * One that is no replay but has a recovery stands for a pair that did not match when the event happened: the event's
 * own count of matches does not have it. Answers how many are new.
 */
export async function insertRecovered(
  sql: Sql,
  { id: jobId, workspaceId, input }: Pick<JobRow<'recover-endpoint'>, 'id' | 'workspaceId' | 'input'>,
  recovered: readonly Recovered[],
  now: number,
): Promise<number> {
  if (recovered.length === 0) return 0;
  const { endpointId } = input;
  const rows = await sql.query('insert-recovered', insertText, [
    recovered.map(({ event, replayNo }) =>
      deliveryIdOf(uuidTimeMs(event.id), event.id, endpointId, replayNo),
    ),
    recovered.map(({ event }) => event.id),
    recovered.map(({ event }) => event.runId),
    recovered.map(({ replayNo }) => replayNo),
    workspaceId,
    endpointId,
    jobId,
    deliveryStatuses.pending,
    new Date(now),
    new Date(now + deliveryLifeMs),
  ]);
  return rows.length;
}

const insertText = `
with recovered as (
  insert into engine.delivery (id, event_id, run_id, replay_no, workspace_id, endpoint_id, recovery_id, status, next_at,
    first_due_at, deadline_at)
  select d.id, d.event_id, d.run_id, d.replay_no, $5, $6, $7, $8, $9, $9, $10
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[]) as d (id, event_id, run_id, replay_no)
  on conflict (id) do nothing
  returning id
), due as (
  insert into engine.delivery_due (endpoint_id, due_at, delivery_id) select $6, $9, id from recovered
)
select id from recovered`;
