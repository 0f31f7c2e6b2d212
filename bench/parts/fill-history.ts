import { ensurePartitions, type Sql } from '@sista/runtime/db';
import type pg from 'pg';

/** A flow that is there, whose runs are made up. */
export type FilledFlow = { workspaceId: string; flowId: string; versionId: string };

const weekMs = 7 * 86_400_000;
const batch = 50_000;

/** `days` back from now there are partitions for all run data. */
async function openWeeks(client: pg.Client, days: number): Promise<void> {
  const sql: Sql = {
    query: async <Row>(_name: string, text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
  };
  for (let back = 0; back <= days * 86_400_000 + weekMs; back += weekMs)
    await ensurePartitions(sql, Date.now() - back);
}

// $1 workspace, $2 and $3 flows and their versions, $4 the first number of the batch and $5 its last, $6 how many runs
// there will be, $7 over how many days. Half of all runs belong to the first flow; of 97 runs two failed and one
// was cancelled.
const runsText = `
  with made as materialized (
    select uuidv7($7 * (($4 + i) / $6::float8 - 1) * interval '1 day') as id, $4 + i as n,
      case when i % 2 = 0 then 1 else 1 + (i / 2) % cardinality($2::uuid[]) end as flow,
      -- 97 is prime, so that every flow has of each.
      case i % 97 when 7 then 5 when 53 then 5 when 9 then 6 else 4 end as status
    from generate_series(0, $5::int - $4::int) i),
  moments as (select *, to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) as at from made),
  runs as (
    insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status, epoch, steps, started_at, ended_at)
    select id, $1, ($2::uuid[])[flow], ($3::uuid[])[flow], 0, status, 1, 2, at, at + interval '20 ms' from moments),
  payloads as (
    insert into engine.run_payload (run_id, kind, body)
    select id, 0, json_build_object('kind', 'webhook', 'body', json_build_object('order', 'A-' || n, 'total', n % 500))
    from moments),
  captures as (
    insert into engine.capture (id, ingress_id, outcome, method, size, meta, headers, body)
    select id, ($2::uuid[])[flow], 0, 0, 200, json_build_object('title', 'Order A-' || n), '{}', null from moments),
  steps as (
    insert into engine.step (run_id, seq, node_id, status, port, started_at, ended_at, output, error)
    select id, seq, case seq when 1 then 'large' else 'tell' end, case when status = 5 and seq = 2 then 4 else 3 end,
      case when status = 5 and seq = 2 then null else 'out' end, at, at, '{"ok": true}',
      case when status = 5 and seq = 2 then '{"code": "http_500", "message": "The receiver answered 500."}'::json end
    from moments, generate_series(1, 2) seq)
  insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
  select 0, id, $1, ($2::uuid[])[flow], status, 'http_500', at from moments where status = 5`;

/** Makes up `runs` ended runs over the last `days` days, with input, capture and two steps each. */
export async function fillHistory(
  client: pg.Client,
  flows: readonly FilledFlow[],
  runs: number,
  days: number,
): Promise<void> {
  await openWeeks(client, days);
  await client.query('set synchronous_commit = off');
  for (let from = 0; from < runs; from += batch)
    await client.query(runsText, [
      flows[0]?.workspaceId,
      flows.map(({ flowId }) => flowId),
      flows.map(({ versionId }) => versionId),
      from,
      Math.min(runs, from + batch) - 1,
      runs,
      days,
    ]);
  // What autovacuum would do within minutes.
  await client.query('analyze engine.run, engine.run_payload, engine.capture, engine.step, engine.problem');
}

// $1 workspace, $2 flow, $3 version, $4 how many. Each waits in its first step for a time three weeks ahead.
const waitingText = `
  with made as materialized (select uuidv7(-interval '1 hour') as id from generate_series(1, $4::int)),
  runs as (
    insert into engine.run (id, workspace_id, flow_id, version_id, trigger, status, epoch, steps, started_at)
    select id, $1, $2, $3, 0, 2, 1, 1, now() from made),
  payloads as (insert into engine.run_payload (run_id, kind, body) select id, 0, '{"kind": "webhook"}' from made),
  steps as (
    insert into engine.step (run_id, seq, node_id, status, wait, started_at, input)
    select id, 1, 'hop0', 1, 1, now(), '{}' from made)
  insert into engine.timer (owner_id, seq, kind, due_at, workspace_id)
  select id, 1, 1, now() + interval '21 days' + random() * interval '7 days', $1 from made`;

/** Makes up runs that wait for a time far ahead. */
export async function fillWaiting(client: pg.Client, flow: FilledFlow, count: number): Promise<void> {
  await client.query(waitingText, [flow.workspaceId, flow.flowId, flow.versionId, count]);
  await client.query('analyze engine.run, engine.step, engine.timer');
}
