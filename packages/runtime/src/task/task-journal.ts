import { nameOf } from '@sista/shared/run/run-status';
import { toolEffects } from '@sista/shared/tool/define-tool';
import type { Sql } from '../db/sql.ts';
import { type JournalRow, journalKinds } from './journal.types.ts';
import { LostEpoch } from './task-step.ts';

/** What the summary row `engine.task` says after a commit. */
export type TaskSummary = {
  employeeId: string;
  version: number;
  status: 'running' | 'succeeded' | 'failed';
  turns: number;
  calls: number;
  activeMs: number;
  spentMc: number;
  errorCode: string | null;
};

export type JournalPlace = {
  taskId: string;
  runId: string;
  epoch: number;
  workspaceId: string;
  seq: number;
  nodeId: string;
};

type StoredRow = {
  n: number;
  kind: number;
  turn: number | null;
  idx: number | null;
  attempt: number | null;
  tool: string | null;
  effect: number | null;
  args_hash: string | null;
  model: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  mc: number | null;
  ms: number | null;
  at_ms: number;
  body: unknown;
};

export async function readJournal(sql: Sql, taskId: string): Promise<JournalRow[]> {
  const rows = await sql.query<StoredRow>('read-task-journal', readText, [taskId]);
  return rows.map(
    (row) =>
      ({
        n: row.n,
        kind: nameOf(journalKinds, row.kind),
        turn: row.turn,
        idx: row.idx,
        attempt: row.attempt,
        tool: row.tool,
        effect: row.effect === null ? null : nameOf(toolEffects, row.effect),
        argsHash: row.args_hash,
        model: row.model,
        tokensIn: row.tokens_in,
        tokensOut: row.tokens_out,
        mc: row.mc === null ? null : Number(row.mc),
        ms: row.ms,
        atMs: Number(row.at_ms),
        body: row.body,
      }) as JournalRow,
  );
}

const readText = `select n, kind, turn, idx, attempt, tool, effect, encode(args_hash, 'hex') as args_hash, model, tokens_in,
  tokens_out, mc::float8 as mc, ms, round(extract(epoch from at) * 1000)::float8 as at_ms, body
from engine.task_journal where task_id = $1 order by n`;

/**
 * Appends rows and the task's summary in one commit, under the run's epoch. Throws LostEpoch when another worker owns
 * the run or wrote one of the rows: then nothing was written. The shared lock on the run's row makes a takeover wait
 * for this commit, so that it reads what stands here.
 */
export async function appendRows(
  sql: Sql,
  { taskId, runId, epoch, workspaceId, seq, nodeId }: JournalPlace,
  rows: readonly JournalRow[],
  summary: TaskSummary,
): Promise<void> {
  const values = [
    runId,
    epoch,
    JSON.stringify(rows.map(storedRow)),
    taskId,
    workspaceId,
    seq,
    nodeId,
    summary.employeeId,
    summary.version,
    { running: 0, succeeded: 3, failed: 4 }[summary.status],
    summary.turns,
    summary.calls,
    Math.min(summary.activeMs, 2_147_483_647),
    summary.spentMc,
    summary.errorCode,
  ];
  const written = await sql.query('append-task-journal', appendText, values).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === uniqueViolation) throw new LostEpoch(runId);
    throw error;
  });
  if (written.length !== rows.length) throw new LostEpoch(runId);
}

const uniqueViolation = '23505';

const appendText = `
with owner as (
  select 1 from engine.run where id = $1::uuid and epoch = $2::int and status < 4 for share
), summary as (
  insert into engine.task (id, workspace_id, run_id, seq, node_id, employee_id, version, depth, status, turns, calls,
    active_ms, spent_mc, error_code)
  select $4::uuid, $5::uuid, $1::uuid, $6::int, $7::text, $8::uuid, $9::int, 0, $10::smallint, $11::smallint, $12::smallint,
    $13::int, $14::bigint, $15::text from owner
  on conflict (id) do update set status = excluded.status, turns = excluded.turns, calls = excluded.calls,
    active_ms = excluded.active_ms, spent_mc = excluded.spent_mc, error_code = excluded.error_code
)
insert into engine.task_journal (task_id, n, kind, turn, idx, attempt, tool, effect, args_hash, model, tokens_in,
  tokens_out, mc, ms, at, body)
select $4::uuid, n, kind, turn, idx, attempt, tool, effect, decode(args_hash, 'hex'), model, tokens_in, tokens_out, mc, ms,
  at, body
from json_to_recordset($3::json) as r (n int, kind smallint, turn smallint, idx smallint, attempt smallint, tool text,
  effect smallint, args_hash text, model text, tokens_in int, tokens_out int, mc bigint, ms int, at timestamptz, body json)
where exists (select 1 from owner)
returning n`;

function storedRow(row: JournalRow): Record<string, unknown> {
  const { n, turn, idx, attempt, tool, effect, argsHash, model, tokensIn, tokensOut, mc, ms, atMs, body } =
    row;
  return {
    n,
    turn,
    idx,
    attempt,
    model,
    mc,
    ms,
    body,
    kind: journalKinds[row.kind],
    // A model may name a tool as it likes; a NUL does not fit into a text column.
    tool: tool?.replaceAll('\u0000', '').slice(0, 100) ?? null,
    effect: effect === null ? null : toolEffects[effect],
    args_hash: argsHash,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    at: new Date(atMs).toISOString(),
  };
}
