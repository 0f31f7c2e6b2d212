import { problemSubjects } from '@sista/shared/delivery/problem-subject';
import { effectStates, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import { byteaArray, jsonArray, plainArray, textArray, timeArray } from '../db/array-parameters.ts';
import type { Sql } from '../db/sql.ts';
import { type Lane, lanes } from '../queue/boss.ts';
import { type StepRow, timerKinds, waitKinds } from '../run/run.types.ts';
import { type Blob, blobBit, blobKinds, isLarge, packBlob } from './blob.ts';
import type { Checkpoint, CheckpointStep } from './checkpoint.ts';

type Values = unknown[];
/** Adds values and answers their placeholders, cast: `cast(['uuid[]'], [ids])` → `$7::uuid[]`. */
type Bind = (types: readonly string[], columns: readonly unknown[]) => string;

/** One write of the statement: a common table expression whose rows belong to runs that passed the gate. */
type Part = { name: string; text: (bind: Bind) => string };

/**
 * Writes a batch of checkpoints and answers the ids of the runs that passed the gate: those that are still theirs.
 * Every other write joins these, so one that was overtaken leaves nothing. Two statements, in one packet on a
 * pipelined connection.
 */
export async function writeCheckpoints(
  sql: Sql,
  checkpoints: readonly Checkpoint[],
  now: number,
): Promise<Set<string>> {
  const blobs: Blob[] = [];
  const changed = rowsOf(checkpoints, ({ changedSteps }) => changedSteps).map((step) =>
    storedStep(step, blobs),
  );
  const { values, bind } = binding();
  const parts = partsOf(checkpoints, blobs, now);
  const texts = parts.map(({ name, text }) => `${name} as (${text(bind)})`);
  const gate = gateText(bind, checkpoints);
  // Few shapes come about: each is prepared under the names of its parts.
  const gated = sql.query<{ id: string }>(
    `checkpoint-${parts.map(({ name }) => name).join('-')}`,
    `with ${[`gate as (${gate})`, ...texts].join(', ')} select id from gate`,
    values,
  );
  const [rows] = await Promise.all([gated, updateSteps(sql, changed)]);
  return new Set(rows.map(({ id }) => id));
}

/**
 * A statement of its own. As a part of the other one it would lose the steps of all runs, without an error, whenever
 * PostgreSQL has to wait there for a row that somebody else changes, and therefore looks at it once more.
 */
async function updateSteps(sql: Sql, changed: readonly StoredStep[]): Promise<void> {
  if (changed.length === 0) return;
  const { values, bind } = binding();
  await sql.query('checkpoint-changed', changedText(bind, changed), values);
}

function binding(): { values: Values; bind: Bind } {
  const values: Values = [];
  const bind: Bind = (types, columns) =>
    types.map((type, index) => `$${values.push(columns[index])}::${type}`).join(', ');
  return { values, bind };
}

function gateText(bind: Bind, checkpoints: readonly Checkpoint[]): string {
  const ids = checkpoints.map(({ runId }) => runId);
  const sorted = [...ids].sort();
  const types = ['uuid[]', 'int[]', 'int[]', 'int[]', 'int[]', 'smallint[]', 'timestamptz[]', 'int[]'];
  const input = bind(
    [...types, 'timestamptz[]', 'int[]', 'text[]'],
    [
      plainArray(ids),
      plainArray(checkpoints.map(({ epochSeen }) => epochSeen)),
      plainArray(checkpoints.map(({ stepsSeen }) => stepsSeen)),
      plainArray(checkpoints.map(({ epochAfter }) => epochAfter)),
      plainArray(checkpoints.map(({ stepsAfter }) => stepsAfter)),
      plainArray(checkpoints.map(({ status }) => runStatuses[status])),
      timeArray(checkpoints.map(({ endedAtMs }) => endedAtMs)),
      plainArray(checkpoints.map(({ parkedAtWakes }) => parkedAtWakes)),
      timeArray(checkpoints.map(({ startedAtMs }) => startedAtMs)),
      plainArray(checkpoints.map(({ bytes }) => bytes)),
      plainArray(checkpoints.map(({ rowSeen }) => rowSeen)),
    ],
  );
  const bounds = boundsOf(bind, 'r.id', sorted);
  return `update engine.run r set epoch = i.epoch_after, steps = i.steps_after, status = i.status,
      started_at = coalesce(r.started_at, i.started_at), ended_at = i.ended_at, bytes = i.bytes
    from unnest(${input}) as i (id, epoch_seen, steps_seen, epoch_after, steps_after, status, ended_at, wakes_seen, started_at, bytes, row_seen)
    where r.id = i.id and ${bounds} and r.status < 4 and r.epoch = i.epoch_seen and r.steps = i.steps_seen
      and (i.wakes_seen is null or r.wakes = i.wakes_seen) and (i.row_seen is null or r.xmin::text = i.row_seen)
    returning r.id`;
}

function rowsOf<Row>(checkpoints: readonly Checkpoint[], rows: (checkpoint: Checkpoint) => readonly Row[]) {
  return checkpoints.flatMap((checkpoint) =>
    rows(checkpoint).map((row): Of<Row> => ({ ...row, runId: checkpoint.runId })),
  );
}

/** `blobs` has those of changed steps and takes up those of new ones. */
/** The lowest and highest id let PostgreSQL leave partitions out; the list keeps it from reading all between them. */
function boundsOf(bind: Bind, column: string, sorted: readonly string[]): string {
  const [ids, low, high] = [
    bind(['uuid[]'], [plainArray(sorted)]),
    bind(['uuid'], [sorted[0]]),
    bind(['uuid'], [sorted.at(-1)]),
  ];
  return `${column} = any(${ids}) and ${column} between ${low} and ${high}`;
}

function partsOf(checkpoints: readonly Checkpoint[], blobs: Blob[], now: number): Part[] {
  const added = rowsOf(checkpoints, ({ newSteps }) => newSteps).map((step) => storedStep(step, blobs));
  const parts: Part[] = [];
  const add = (rows: readonly unknown[], name: string, text: Part['text']) => {
    if (rows.length > 0) parts.push({ name, text });
  };
  const attempts = rowsOf(checkpoints, ({ attempts }) => attempts);
  const logs = rowsOf(checkpoints, ({ logs }) => logs);
  const timers = checkpoints.flatMap(({ runId, workspaceId, timers }) =>
    timers.map((timer) => ({ ...timer, runId, workspaceId })),
  );
  const idle = idleTimers(checkpoints);
  const problems = checkpoints.filter(({ problem }) => problem !== null);
  for (const lane of lanes) {
    const freed = checkpoints.filter((checkpoint) => checkpoint.lane === lane && freesJob(checkpoint));
    add(freed, `freed_${lane}`, (bind) => freedText(bind, lane, freed));
  }
  add(added, 'added', (bind) => addedText(bind, added));
  add(blobs, 'blobs', (bind) => blobsText(bind, blobs));
  add(attempts, 'tried', (bind) => attemptsText(bind, attempts));
  add(logs, 'logged', (bind) => logsText(bind, logs));
  add(timers, 'timers', (bind) => timersText(bind, timers));
  add(idle, 'idle', (bind) => idleText(bind, idle));
  add(problems, 'problems', (bind) => problemsText(bind, problems, now));
  return parts;
}

const inGate = 'i.run_id in (select id from gate)';

/** What is over, waits or moves holds no job; whoever lost the gate leaves the job to its owner. */
const freesJob = ({ endedAtMs, parkedAtWakes, requeue }: Checkpoint) =>
  endedAtMs !== null || parkedAtWakes !== null || requeue !== null;

function freedText(bind: Bind, lane: Lane, freed: readonly Checkpoint[]): string {
  const ids = bind(['uuid[]'], [plainArray(freed.map(({ runId }) => runId))]);
  return `delete from pgboss.job j using unnest(${ids}) as i (run_id)
    where j.name = '${lane}' and j.id = i.run_id and ${inGate}`;
}

type Of<Row> = Row & { runId: string };
type StoredStep = Of<StepRow> & { inputText: string | null; outputText: string | null; blobBits: number };

/** Large JSON leaves the row. */
function storedStep(step: Of<CheckpointStep>, blobs: Blob[]): StoredStep {
  const { runId, seq } = step;
  const input = step.hasStoredInput ? null : (step.inputText ?? jsonOrNull(step.input));
  const output = step.outputText ?? jsonOrNull(step.output);
  let blobBits = 0;
  if (isLarge(input)) {
    blobs.push({ runId, seq, kind: 'input', text: input });
    blobBits |= blobBit('input');
  }
  if (isLarge(output)) {
    blobs.push({ runId, seq, kind: 'output', text: output });
    blobBits |= blobBit('output');
  }
  const inline = (kind: keyof typeof blobKinds, text: string | null) =>
    blobBits & blobBit(kind) ? null : text;
  return { ...step, inputText: inline('input', input), outputText: inline('output', output), blobBits };
}

const jsonOrNull = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const stepTypes = [
  ...['uuid[]', 'int[]', 'smallint[]', 'smallint[]', 'smallint[]', 'smallint[]', 'text[]'],
  ...['timestamptz[]', 'json[]', 'json[]', 'json[]', 'smallint[]'],
];
const stepNames = 'run_id, seq, status, attempt, wait, effect, port, ended_at, output, error, meta, blobs';
const stepColumns = (steps: readonly StoredStep[]) => [
  plainArray(steps.map(({ runId }) => runId)),
  plainArray(steps.map(({ seq }) => seq)),
  plainArray(steps.map(({ status }) => stepStatuses[status])),
  plainArray(steps.map(({ attempt }) => attempt)),
  plainArray(steps.map(({ wait }) => (wait === null ? null : waitKinds[wait]))),
  plainArray(steps.map(({ effect }) => (effect === null ? null : effectStates[effect]))),
  textArray(steps.map(({ port }) => port)),
  timeArray(steps.map(({ endedAtMs }) => endedAtMs)),
  jsonArray(steps.map(({ outputText }) => outputText)),
  jsonArray(steps.map(({ error }) => jsonOrNull(error))),
  jsonArray(steps.map(({ meta }) => jsonOrNull(meta))),
  plainArray(steps.map(({ blobBits }) => blobBits)),
];

function addedText(bind: Bind, steps: readonly StoredStep[]): string {
  const input = bind(
    [...stepTypes, 'text[]', 'text[]', 'timestamptz[]', 'json[]'],
    [
      ...stepColumns(steps),
      textArray(steps.map(({ nodeId }) => nodeId)),
      textArray(steps.map(({ path }) => path)),
      timeArray(steps.map(({ startedAtMs }) => startedAtMs)),
      jsonArray(steps.map(({ inputText }) => inputText)),
    ],
  );
  const names = `${stepNames}, node_id, path, started_at, input`;
  return `insert into engine.step (${names}) select * from unnest(${input}) as i (${names}) where ${inGate}`;
}

/** Of runs whose row this transaction wrote: those that passed the gate. */
function changedText(bind: Bind, steps: readonly StoredStep[]): string {
  const sorted = steps.map(({ runId }) => runId).sort();
  const input = bind(
    [...stepTypes, 'json[]'],
    [...stepColumns(steps), jsonArray(steps.map(({ inputText }) => inputText))],
  );
  return `update engine.step s set status = i.status, attempt = i.attempt, wait = i.wait, effect = i.effect, port = i.port,
      ended_at = i.ended_at, output = i.output, error = i.error, meta = i.meta,
      blobs = (s.blobs & 1) | i.blobs, input = coalesce(i.input, s.input)
    from unnest(${input}) as i (${stepNames}, input)
    join engine.run r on r.id = i.run_id and r.xmin = pg_current_xact_id()::xid and ${boundsOf(bind, 'r.id', sorted)}
    where s.run_id = i.run_id and s.seq = i.seq and ${boundsOf(bind, 's.run_id', sorted)}`;
}

function blobsText(bind: Bind, blobs: readonly Blob[]): string {
  const packed = blobs.map((blob) => ({ ...blob, ...packBlob(blob.text) }));
  const input = bind(
    ['uuid[]', 'int[]', 'smallint[]', 'int[]', 'smallint[]', 'bytea[]'],
    [
      plainArray(packed.map(({ runId }) => runId)),
      plainArray(packed.map(({ seq }) => seq)),
      plainArray(packed.map(({ kind }) => blobKinds[kind])),
      plainArray(packed.map(({ size }) => size)),
      plainArray(packed.map(({ encoding }) => encoding)),
      byteaArray(packed.map(({ body }) => body)),
    ],
  );
  const names = 'run_id, seq, kind, size, encoding, body';
  return `insert into engine.blob (${names}) select * from unnest(${input}) as i (${names}) where ${inGate}
    on conflict (run_id, seq, kind) do update set size = excluded.size, encoding = excluded.encoding, body = excluded.body`;
}

function attemptsText(bind: Bind, attempts: readonly Of<Checkpoint['attempts'][number]>[]): string {
  const input = bind(
    ['uuid[]', 'int[]', 'smallint[]', 'timestamptz[]', 'timestamptz[]', 'timestamptz[]', 'json[]'],
    [
      plainArray(attempts.map(({ runId }) => runId)),
      plainArray(attempts.map(({ seq }) => seq)),
      plainArray(attempts.map(({ attempt }) => attempt)),
      timeArray(attempts.map(({ startedAtMs }) => startedAtMs)),
      timeArray(attempts.map(({ endedAtMs }) => endedAtMs)),
      timeArray(attempts.map(({ nextAtMs }) => nextAtMs)),
      jsonArray(attempts.map(({ error }) => JSON.stringify(error))),
    ],
  );
  const names = 'run_id, seq, attempt, started_at, ended_at, next_at, error';
  return `insert into engine.step_attempt (${names}) select * from unnest(${input}) as i (${names}) where ${inGate}
    on conflict do nothing`;
}

const logLevels = { info: 0, warn: 1, error: 2 };

function logsText(bind: Bind, logs: readonly Of<Checkpoint['logs'][number]>[]): string {
  const input = bind(
    ['uuid[]', 'int[]', 'smallint[]', 'smallint[]', 'timestamptz[]', 'smallint[]', 'text[]'],
    [
      plainArray(logs.map(({ runId }) => runId)),
      plainArray(logs.map(({ seq }) => seq)),
      plainArray(logs.map(({ attempt }) => attempt)),
      plainArray(logs.map(({ n }) => n)),
      timeArray(logs.map(({ atMs }) => atMs)),
      plainArray(logs.map(({ level }) => logLevels[level])),
      textArray(logs.map(({ text }) => text)),
    ],
  );
  const names = 'run_id, seq, attempt, n, at, level, text';
  return `insert into engine.step_log (${names}) select * from unnest(${input}) as i (${names}) where ${inGate}
    on conflict do nothing`;
}

type TimerRow = Of<Checkpoint['timers'][number]> & { workspaceId: string };

function timersText(bind: Bind, timers: readonly TimerRow[]): string {
  const input = bind(
    ['uuid[]', 'int[]', 'smallint[]', 'timestamptz[]', 'uuid[]'],
    [
      plainArray(timers.map(({ runId }) => runId)),
      plainArray(timers.map(({ seq }) => seq)),
      plainArray(timers.map(({ kind }) => (kind === 'deadline' ? timerKinds.deadline : waitKinds[kind]))),
      timeArray(timers.map(({ dueAtMs }) => dueAtMs)),
      plainArray(timers.map(({ workspaceId }) => workspaceId)),
    ],
  );
  return `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id)
    select * from unnest(${input}) as i (run_id, seq, kind, due_at, workspace_id) where ${inGate}
    on conflict (owner_id, seq, kind) do update set due_at = excluded.due_at`;
}

type IdleTimer = { runId: string; seq: number | null };

/** Timers that nobody waits for any more: of a step that was answered or given up, and all of a run that is over. */
function idleTimers(checkpoints: readonly Checkpoint[]): IdleTimer[] {
  return checkpoints.flatMap<IdleTimer>(({ runId, changedSteps, endedAtMs, timers }) => {
    if (changedSteps.length === 0) return [];
    if (endedAtMs !== null) return [{ runId, seq: null }];
    const kept = new Set(timers.map(({ seq }) => seq));
    return changedSteps
      .filter(({ seq, status }) => status !== 'waiting' && !kept.has(seq))
      .map(({ seq }) => ({ runId, seq }));
  });
}

function idleText(bind: Bind, timers: readonly IdleTimer[]): string {
  const input = bind(
    ['uuid[]', 'int[]'],
    [plainArray(timers.map(({ runId }) => runId)), plainArray(timers.map(({ seq }) => seq))],
  );
  return `delete from engine.timer t using unnest(${input}) as i (run_id, seq)
    where t.owner_id = i.run_id and t.kind < 10 and (i.seq is null or t.seq = i.seq) and ${inGate}`;
}

function problemsText(bind: Bind, problems: readonly Checkpoint[], now: number): string {
  const input = bind(
    ['uuid[]', 'uuid[]', 'uuid[]', 'smallint[]', 'text[]'],
    [
      plainArray(problems.map(({ runId }) => runId)),
      plainArray(problems.map(({ workspaceId }) => workspaceId)),
      plainArray(problems.map(({ flowId }) => flowId)),
      plainArray(problems.map(({ status }) => runStatuses[status])),
      textArray(problems.map(({ problem }) => problem)),
    ],
  );
  const constants = bind(['smallint', 'timestamptz'], [problemSubjects.run, new Date(now)]).split(', ');
  return `insert into engine.problem (subject, id, workspace_id, scope_id, status, code, at)
    select ${constants[0]}, i.run_id, i.workspace_id, i.flow_id, i.status, i.code, ${constants[1]}
    from unnest(${input}) as i (run_id, workspace_id, flow_id, status, code) where ${inGate}
    on conflict (subject, id) do update set status = excluded.status, code = excluded.code, at = excluded.at`;
}
