import type { OpenModel } from '../model/model-call.types.ts';
import { foldJournal, type TaskState } from './fold-journal.ts';
import type { JournalKind, JournalRow } from './journal.types.ts';
import { appendRows, type JournalPlace } from './task-journal.ts';
import type { TaskDeps, TaskStep } from './task-step.ts';

/** A task that this process works on: its committed rows, and those that go with the next commit. */
export type WorkingTask = {
  deps: TaskDeps;
  step: TaskStep;
  /** `<seq>.<attempt>` of the step. */
  stepKey: string;
  place: JournalPlace;
  rows: JournalRow[];
  /** How many of `rows` are committed. */
  committed: number;
  model: OpenModel | undefined;
};

export const stateOf = (task: WorkingTask): TaskState => foldJournal(task.rows);

type RowOf<Kind extends JournalKind> = Extract<JournalRow, { kind: Kind }>;

/** Adds a row that goes with the next commit. */
export function stageRow<Kind extends JournalKind>(
  task: WorkingTask,
  kind: Kind,
  body: RowOf<Kind>['body'],
  more: Partial<Omit<RowOf<Kind>, 'n' | 'kind' | 'body' | 'atMs'>> = {},
): void {
  const empty = {
    turn: null,
    idx: null,
    attempt: null,
    tool: null,
    effect: null,
    argsHash: null,
    model: null,
    tokensIn: null,
    tokensOut: null,
    mc: null,
    ms: null,
  };
  const row = { ...empty, ...more, n: task.rows.length + 1, kind, body, atMs: task.deps.clock.now() };
  task.rows.push(row as JournalRow);
}

/** Commits what is staged. Throws LostEpoch when another worker owns the run. */
export async function commitRows(task: WorkingTask): Promise<void> {
  const staged = task.rows.slice(task.committed);
  if (staged.length === 0) return;
  const { begin, end, totals } = stateOf(task);
  if (!begin) throw new Error(`task ${task.place.taskId} was not begun`);
  const last = task.rows.at(-1);
  const ended = last?.kind === 'end' ? end : null;
  await appendRows(task.deps.sql, task.place, staged, {
    employeeId: begin.employee.id,
    version: begin.employee.version,
    status: ended === null ? 'running' : ended.ok ? 'succeeded' : 'failed',
    turns: totals.turns,
    calls: totals.calls,
    activeMs: totals.activeMs,
    spentMc: totals.mc,
    errorCode: ended && !ended.ok ? ended.code : null,
  });
  task.committed = task.rows.length;
}
