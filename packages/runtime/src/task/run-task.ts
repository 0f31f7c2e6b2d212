import { toId } from '@sista/shared/ids';
import type { EmployeePort, TaskAnswer, TaskMeta, TaskRequest } from '@sista/shared/node/step-context';
import { deriveTaskId } from './derive-task-id.ts';
import { nextAction } from './next-action.ts';
import { openTask, outsideEmployee, type RefusedTask, reopenModel } from './open-task.ts';
import { reportOf } from './report-task.ts';
import { runCalls } from './run-calls.ts';
import { runTurn } from './run-turn.ts';
import { readJournal } from './task-journal.ts';
import type { TaskDeps, TaskStep } from './task-step.ts';
import { commitRows, stageRow, stateOf, type WorkingTask } from './working-task.ts';

/**
 * The port by which a step gives an employee a task. `doTask` throws LostEpoch when another worker took the run over
 * and what `signal` was aborted with; everything else is an answer. Called again for the same step, also after a
 * crash, it resumes where the journal ends and repeats nothing that was paid or done.
 */
export function createEmployeePort(deps: TaskDeps): (step: TaskStep) => EmployeePort {
  return (step) => ({ doTask: (request) => runTask(deps, step, request) });
}

async function runTask(deps: TaskDeps, step: TaskStep, request: TaskRequest): Promise<TaskAnswer> {
  const { runId, epoch, workspaceId, seq, nodeId, path } = step;
  const taskId = deriveTaskId({ runId, nodeId, path, parentCall: null, generation: 0 });
  const rows = await readJournal(deps.sql, taskId);
  const task: WorkingTask = {
    deps,
    step,
    stepKey: `${seq}.${step.attempt}`,
    place: { taskId, runId, epoch, workspaceId, seq, nodeId },
    rows,
    committed: rows.length,
    model: undefined,
  };
  for (;;) {
    step.signal.throwIfAborted();
    const action = nextAction(stateOf(task), task.stepKey);
    if (action.kind === 'answer') return answerOf(task);
    if (action.kind === 'end') {
      stageRow(task, 'end', action.end);
      deps.crashPoint?.('task-before-end');
      await commitRows(task);
      deps.crashPoint?.('task-after-end');
    } else if (action.kind === 'lose') {
      const { turn, attempt } = action;
      const message = 'The process ended between the request and its answer.';
      stageRow(
        task,
        'lost',
        { outcome: 'unknown', code: 'process_died', message, retryAfterMs: null },
        { turn, attempt },
      );
    } else if (action.kind === 'run') await runCalls(task, action.calls);
    else if (action.kind === 'open') {
      const opened = await openTask(deps, step, request);
      if (!opened.ok) return refusal(opened);
      task.model = opened.model;
      stageRow(task, 'begin', opened.begin);
    } else {
      const refused = await ensureModel(task);
      if (refused) return refusal(refused);
      await runTurn(task, action);
    }
  }
}

async function ensureModel(task: WorkingTask): Promise<RefusedTask | undefined> {
  const { begin } = stateOf(task);
  if (task.model || !begin) return undefined;
  const opened = await reopenModel(task.deps, task.step, begin);
  if ('ok' in opened) return opened;
  task.model = opened;
  return undefined;
}

function refusal({ code, message, retry }: RefusedTask): TaskAnswer {
  return { ok: false, code, message, retry, meta: null };
}

function answerOf(task: WorkingTask): TaskAnswer {
  const { end } = stateOf(task);
  if (!end) throw new Error('a task without an end has no answer');
  const meta = metaOf(task);
  task.step.onReport?.(reportOf(task, meta));
  if (end.ok) return { ok: true, output: end.output, meta };
  const { code, message, retry, retryAfterMs } = end;
  return { ok: false, code, message, retry, ...(retryAfterMs === null ? {} : { retryAfterMs }), meta };
}

function metaOf(task: WorkingTask): TaskMeta {
  const { begin, totals } = stateOf(task);
  if (!begin) throw new Error('a task that was not begun has no meta');
  const flags = [
    ...begin.flags,
    ...(totals.estimated ? ['usage_estimated'] : []),
    ...(totals.lost > 0 ? ['answer_lost'] : []),
  ];
  return {
    taskId: toId('task', task.place.taskId),
    employee: outsideEmployee(begin),
    model: begin.model.ref,
    sandbox: begin.model.sandbox,
    usage: { inputTokens: totals.tokensIn, outputTokens: totals.tokensOut },
    credits: totals.mc / 1_000,
    turns: totals.turns,
    toolCalls: totals.calls,
    activeMs: totals.activeMs,
    waitedMs: totals.waitedMs,
    flags,
  };
}
