import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { effectStates, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { Sql } from '../db/sql.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type LogLine, type PastAttempt, type StepRow, waitKinds } from './run.types.ts';

type Of<Row> = Row & { runId: string };

/** Lets those checkpoints pass whose run is still theirs, and moves its row. Answers the ids of the runs that passed. */
export async function passGate(sql: Sql, checkpoints: readonly Checkpoint[]): Promise<Set<string>> {
  const ids = checkpoints.map(({ runId }) => runId);
  const sorted = [...ids].sort();
  const rows = await sql.query<{ id: string }>(
    'checkpoint-gate',
    `update engine.run r set epoch = i.epoch_after, steps = i.steps_after, status = i.status,
       started_at = coalesce(r.started_at, i.started_at), ended_at = i.ended_at
     from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::smallint[], $7::timestamptz[], $8::int[],
       $9::timestamptz[]) as i (id, epoch_seen, steps_seen, epoch_after, steps_after, status, ended_at, wakes_seen, started_at)
     where r.id = i.id and r.id between $10 and $11 and r.status < 4 and r.epoch = i.epoch_seen and r.steps = i.steps_seen
       and (i.wakes_seen is null or r.wakes = i.wakes_seen)
     returning r.id`,
    [
      ids,
      checkpoints.map(({ epochSeen }) => epochSeen),
      checkpoints.map(({ stepsSeen }) => stepsSeen),
      checkpoints.map(({ epochAfter }) => epochAfter),
      checkpoints.map(({ stepsAfter }) => stepsAfter),
      checkpoints.map(({ status }) => runStatuses[status]),
      checkpoints.map(({ endedAtMs }) => (endedAtMs === null ? null : new Date(endedAtMs))),
      checkpoints.map(({ parkedAtWakes }) => parkedAtWakes),
      checkpoints.map(({ startedAtMs }) => new Date(startedAtMs)),
      sorted[0],
      sorted.at(-1),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

const stepColumns = (steps: readonly Of<StepRow>[]) => [
  steps.map(({ runId }) => runId),
  steps.map(({ seq }) => seq),
  steps.map(({ status }) => stepStatuses[status]),
  steps.map(({ attempt }) => attempt),
  steps.map(({ wait }) => (wait === null ? null : waitKinds[wait])),
  steps.map(({ effect }) => (effect === null ? null : effectStates[effect])),
  steps.map(({ port }) => port),
  steps.map(({ endedAtMs }) => (endedAtMs === null ? null : new Date(endedAtMs))),
  steps.map(({ output }) => jsonOrNull(output)),
  steps.map(({ error }) => jsonOrNull(error)),
  steps.map(({ meta }) => jsonOrNull(meta)),
];
const jsonOrNull = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

export async function insertSteps(sql: Sql, steps: readonly Of<StepRow>[]): Promise<void> {
  if (steps.length === 0) return;
  await sql.query(
    'insert-steps',
    `insert into engine.step (run_id, seq, status, attempt, wait, effect, port, ended_at, output, error, meta, node_id, path,
       started_at, input)
     select * from unnest($1::uuid[], $2::int[], $3::smallint[], $4::smallint[], $5::smallint[], $6::smallint[], $7::text[],
       $8::timestamptz[], $9::json[], $10::json[], $11::json[], $12::text[], $13::text[], $14::timestamptz[], $15::json[])`,
    [
      ...stepColumns(steps),
      steps.map(({ nodeId }) => nodeId),
      steps.map(({ path }) => path),
      steps.map(({ startedAtMs }) => new Date(startedAtMs)),
      steps.map(({ input }) => jsonOrNull(input)),
    ],
  );
}

export async function updateSteps(sql: Sql, steps: readonly Of<StepRow>[]): Promise<void> {
  if (steps.length === 0) return;
  const sorted = steps.map(({ runId }) => runId).sort();
  await sql.query(
    'update-steps',
    `update engine.step s set status = i.status, attempt = i.attempt, wait = i.wait, effect = i.effect, port = i.port,
       ended_at = i.ended_at, output = i.output, error = i.error, meta = i.meta
     from unnest($1::uuid[], $2::int[], $3::smallint[], $4::smallint[], $5::smallint[], $6::smallint[], $7::text[],
       $8::timestamptz[], $9::json[], $10::json[], $11::json[])
       as i (run_id, seq, status, attempt, wait, effect, port, ended_at, output, error, meta)
     where s.run_id = i.run_id and s.seq = i.seq and s.run_id between $12 and $13`,
    [...stepColumns(steps), sorted[0], sorted.at(-1)],
  );
}

export async function insertAttempts(sql: Sql, attempts: readonly Of<PastAttempt>[]): Promise<void> {
  if (attempts.length === 0) return;
  await sql.query(
    'insert-step-attempts',
    `insert into engine.step_attempt (run_id, seq, attempt, started_at, ended_at, next_at, error)
     select * from unnest($1::uuid[], $2::int[], $3::smallint[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
       $7::json[]) on conflict do nothing`,
    [
      attempts.map(({ runId }) => runId),
      attempts.map(({ seq }) => seq),
      attempts.map(({ attempt }) => attempt),
      attempts.map(({ startedAtMs }) => new Date(startedAtMs)),
      attempts.map(({ endedAtMs }) => new Date(endedAtMs)),
      attempts.map(({ nextAtMs }) => new Date(nextAtMs)),
      attempts.map(({ error }) => JSON.stringify(error)),
    ],
  );
}

export async function insertLogs(sql: Sql, logs: readonly Of<LogLine>[]): Promise<void> {
  if (logs.length === 0) return;
  const levels = { info: 0, warn: 1, error: 2 };
  await sql.query(
    'insert-step-logs',
    `insert into engine.step_log (run_id, seq, attempt, n, at, level, text)
     select * from unnest($1::uuid[], $2::int[], $3::smallint[], $4::smallint[], $5::timestamptz[], $6::smallint[], $7::text[])
     on conflict do nothing`,
    [
      logs.map(({ runId }) => runId),
      logs.map(({ seq }) => seq),
      logs.map(({ attempt }) => attempt),
      logs.map(({ n }) => n),
      logs.map(({ atMs }) => new Date(atMs)),
      logs.map(({ level }) => levels[level]),
      logs.map(({ text }) => text),
    ],
  );
}

type TimerRow = { ownerId: string; seq: number; kind: number; dueAtMs: number; workspaceId: string };

export async function insertTimers(sql: Sql, timers: readonly TimerRow[]): Promise<void> {
  if (timers.length === 0) return;
  await sql.query(
    'insert-timers',
    `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id)
     select * from unnest($1::uuid[], $2::int[], $3::smallint[], $4::timestamptz[], $5::uuid[])
     on conflict (owner_id, seq, kind) do update set due_at = excluded.due_at`,
    [
      timers.map(({ ownerId }) => ownerId),
      timers.map(({ seq }) => seq),
      timers.map(({ kind }) => kind),
      timers.map(({ dueAtMs }) => new Date(dueAtMs)),
      timers.map(({ workspaceId }) => workspaceId),
    ],
  );
}

export async function deleteTimersOf(sql: Sql, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  await sql.query(
    'delete-run-timers',
    'delete from engine.timer where owner_id = any($1::uuid[]) and kind < 10',
    [runIds],
  );
}

export type ProblemRow = { runId: string; workspaceId: string; flowId: string; status: number; code: string };

export async function insertProblems(sql: Sql, problems: readonly ProblemRow[], now: number): Promise<void> {
  if (problems.length === 0) return;
  await sql.query(
    'insert-run-problems',
    `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
     select $6, i.id, i.workspace, i.flow, i.status, i.code, $7
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[]) as i (id, workspace, flow, status, code)
     on conflict (subject, id) do update set status = excluded.status, code = excluded.code, at = excluded.at`,
    [
      problems.map(({ runId }) => runId),
      problems.map(({ workspaceId }) => workspaceId),
      problems.map(({ flowId }) => flowId),
      problems.map(({ status }) => status),
      problems.map(({ code }) => code),
      problemSubjects.run,
      new Date(now),
    ],
  );
}
