import { attemptOutcomes, deliveryReasons, truncations } from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { byteaArray, jsonArray, plainArray, textArray, timeArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';
import type { AttemptRecord } from './attempt-delivery.ts';
import type { ClaimedDelivery } from './claim-due.ts';
import type { AttemptVerdict } from './decide-attempt.ts';
import type { LineState } from './line-state.ts';
import type { LineEndpoint } from './load-endpoint.ts';
import { lineStateColumns, lineStateText } from './take-line.ts';

/** An attempt that ended and is to be written. `record` is undefined when nothing was sent. */
export type Settlement = {
  endpoint: LineEndpoint;
  epoch: number;
  claimed: ClaimedDelivery;
  verdict: AttemptVerdict;
  record: AttemptRecord | undefined;
  bodySha256: Buffer | undefined;
};

// A row is moved only by the epoch that claimed it, so a worker that was thought dead changes nothing; everything
// else follows the rows that were moved.
const settleText = `
with input as (
  select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[], $5::smallint[], $6::smallint[], $7::smallint[],
    $8::smallint[], $9::timestamptz[], $10::timestamptz[], $11::bytea[], $12::smallint[], $31::int[])
    as i (id, epoch, endpoint_id, due_at, status, reason, http_status, step, next_at, settled_at, sha256, unsent, shifted_s)
), moved as (
  update engine.delivery x set status = i.status, reason = i.reason, http_status = coalesce(i.http_status, x.http_status),
    step = i.step, next_at = i.next_at, settled_at = i.settled_at, body_sha256 = coalesce(x.body_sha256, i.sha256),
    attempts = x.attempts - i.unsent, shifted_s = x.shifted_s + i.shifted_s,
    deadline_at = x.deadline_at + i.shifted_s * interval '1 second'
  from input i
  where x.id = i.id and x.id = any($1) and x.id between $13 and $14 and x.status = $15 and x.epoch = i.epoch
  returning x.id
), done as (
  delete from engine.delivery_due d using input i join moved m on m.id = i.id
  where d.endpoint_id = i.endpoint_id and d.due_at = i.due_at and d.delivery_id = i.id
), due as (
  insert into engine.delivery_due (endpoint_id, due_at, delivery_id)
  select i.endpoint_id, i.next_at, i.id from input i join moved m on m.id = i.id where i.next_at is not null
), tried as (
  insert into engine.delivery_attempt (delivery_id, n, started_at, ms, step, outcome, http_status, error, url, remote, timings)
  select t.id, t.n, t.started_at, t.ms, t.step, t.outcome, t.http_status, t.error, t.url, t.remote::inet, t.timings::int[]
  from unnest($16::uuid[], $17::smallint[], $18::timestamptz[], $19::int[], $20::smallint[], $21::smallint[], $22::smallint[],
    $23::text[], $24::text[], $25::text[], $26::text[])
    as t (id, n, started_at, ms, step, outcome, http_status, error, url, remote, timings) join moved m on m.id = t.id
  on conflict (delivery_id, n) do nothing
), exchanged as (
  insert into engine.delivery_exchange (delivery_id, n, request_headers, response_headers, response_body, truncated)
  select t.id, t.n, t.request_headers, t.response_headers, t.response_body, t.truncated
  from unnest($16::uuid[], $17::smallint[], $27::json[], $28::json[], $29::bytea[], $30::smallint[])
    as t (id, n, request_headers, response_headers, response_body, truncated) join moved m on m.id = t.id
  on conflict (delivery_id, n) do nothing
)
select id from moved`;

/** Writes what came of the attempts; answers the ids of those that the caller still owned. */
export async function settleRows(
  sql: Sql,
  settlements: readonly Settlement[],
  now: number,
): Promise<Set<string>> {
  const ids = settlements.map(({ claimed }) => claimed.id).sort();
  const rows = await sql.query<{ id: string }>('settle-deliveries', settleText, [
    ...deliveryColumns(settlements, now),
    ids[0],
    ids.at(-1),
    deliveryStatuses.sending,
    ...attemptColumns(settlements),
    plainArray(settlements.map(({ claimed }) => claimed.shiftedS)),
  ]);
  return new Set(rows.map(({ id }) => id));
}

function deliveryColumns(settlements: readonly Settlement[], now: number): unknown[] {
  return [
    plainArray(settlements.map(({ claimed }) => claimed.id)),
    plainArray(settlements.map(({ epoch }) => epoch)),
    plainArray(settlements.map(({ endpoint }) => endpoint.id)),
    timeArray(settlements.map(({ claimed }) => claimed.dueAt)),
    plainArray(settlements.map(({ verdict }) => deliveryStatuses[verdict.status])),
    plainArray(
      settlements.map(({ verdict }) =>
        verdict.reason === undefined ? null : deliveryReasons[verdict.reason],
      ),
    ),
    plainArray(settlements.map(({ record }) => record?.httpStatus)),
    plainArray(settlements.map(({ verdict }) => verdict.step)),
    timeArray(settlements.map(nextDue)),
    timeArray(settlements.map(({ verdict }) => (verdict.nextAt === undefined ? now : null))),
    byteaArray(settlements.map(({ bodySha256 }) => bodySha256)),
    plainArray(settlements.map(({ record }) => (record === undefined ? 1 : 0))),
  ];
}

/** The row of the present try and that of the next cannot have one key: both live in the same statement. */
function nextDue({ verdict, claimed }: Settlement): number | null {
  if (verdict.nextAt === undefined) return null;
  return verdict.nextAt === claimed.dueAt ? verdict.nextAt + 1 : verdict.nextAt;
}

function attemptColumns(settlements: readonly Settlement[]): unknown[] {
  const sent = settlements.flatMap(({ claimed, record }) =>
    record === undefined ? [] : [{ claimed, record }],
  );
  return [
    plainArray(sent.map(({ claimed }) => claimed.id)),
    plainArray(sent.map(({ claimed }) => claimed.attempt)),
    timeArray(sent.map(({ record }) => record.startedAt)),
    plainArray(sent.map(({ record }) => record.ms)),
    plainArray(sent.map(({ claimed }) => claimed.step)),
    plainArray(sent.map(({ record }) => attemptOutcomes[record.outcome])),
    plainArray(sent.map(({ record }) => record.httpStatus)),
    textArray(sent.map(({ record }) => record.error)),
    textArray(sent.map(({ record }) => record.url)),
    textArray(sent.map(({ record }) => record.remote)),
    textArray(sent.map(({ record }) => `{${record.timings.map((ms) => ms ?? 'null').join(',')}}`)),
    jsonArray(sent.map(({ record }) => JSON.stringify(record.requestHeaders))),
    jsonArray(
      sent.map(({ record }) =>
        record.responseHeaders === null ? null : JSON.stringify(record.responseHeaders),
      ),
    ),
    byteaArray(sent.map(({ record }) => record.responseBody)),
    plainArray(sent.map(({ record }) => (record.truncated === null ? null : truncations[record.truncated]))),
  ];
}

export async function keepLineStates(
  sql: Sql,
  lines: readonly { endpointId: string; epoch: number; state: LineState }[],
): Promise<Set<string>> {
  const rows = await sql.query<{ endpoint_id: string }>(
    'keep-line-states',
    lineStateText,
    lineStateColumns(lines),
  );
  return new Set(rows.map((row) => row.endpoint_id));
}

/** What people find under "Problems": deliveries that are dead. */
export async function insertDeliveryProblems(
  sql: Sql,
  dead: readonly Settlement[],
  now: number,
): Promise<void> {
  await sql.query(
    'insert-delivery-problems',
    `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
     select $1, i.id, i.workspace_id, i.endpoint_id, $2, i.code, $3
     from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[]) as i (id, workspace_id, endpoint_id, code)
     on conflict (subject, id) do nothing`,
    [
      problemSubjects.delivery,
      deliveryStatuses.dead,
      new Date(now),
      dead.map(({ claimed }) => claimed.id),
      dead.map(({ endpoint }) => endpoint.workspaceId),
      dead.map(({ endpoint }) => endpoint.id),
      dead.map(({ verdict }) => verdict.outcome),
    ],
  );
}
