import { evaluateTemplate } from '@sista/shared/expression/evaluate-expression';
import type { ModelAnswer } from '../model/model-call.types.ts';
import { submitToolName } from '../model/read-request.ts';
import { buildRequest } from './build-request.ts';
import { hashArguments } from './canonical-json.ts';
import { type GateAnswer, gateCall } from './gate-call.ts';
import type { BeginBody, JournalCall } from './journal.types.ts';
import { judgeSubmission } from './judge-answer.ts';
import type { TaskAction } from './next-action.ts';
import { readToolDrift } from './tool-drift.ts';
import { commitRows, stageRow, stateOf, type WorkingTask } from './working-task.ts';

/**
 * One attempt of a turn: commit the request, ask the model once, commit the answer with the gate's verdict on each
 * call. Between the two commits lies the only window in which a paid call can repeat; a crash in it shows as a request
 * without an answer.
 */
export async function runTurn(
  task: WorkingTask,
  action: Extract<TaskAction, { kind: 'ask' }>,
): Promise<void> {
  const { deps, step, model } = task;
  if (!model) throw new Error('a turn without a model');
  if (action.waitMs > 0) await deps.clock.sleep(action.waitMs, step.signal);
  step.signal.throwIfAborted();
  const { turn, attempt } = action;
  const begin = beginOf(task);
  const request = buildRequest(stateOf(task), turn, action.request);
  stageRow(task, 'request', action.request, { turn, attempt, model: model.ref });
  deps.crashPoint?.('task-before-request');
  await commitRows(task);
  deps.crashPoint?.('task-after-request');
  const askedAtMs = deps.clock.now();
  const outcome = await model.call(request, { timeoutMs: begin.model.timeoutMs, signal: step.signal });
  const ms = Math.max(0, Math.round(deps.clock.now() - askedAtMs));
  deps.crashPoint?.('task-before-response');
  if (outcome.kind === 'lost') {
    const { outcome: what, code, message, retryAfterMs } = outcome;
    stageRow(
      task,
      'lost',
      { outcome: what, code, message, retryAfterMs },
      { turn, attempt, model: model.ref, ms },
    );
    if (code === 'unauthorized' && model.providerId)
      await deps.models.pauseProvider(step.workspaceId, model.providerId, message);
  } else {
    const { text, finish, estimated, tokensIn, tokensOut } = outcome;
    const calls = await judgeCalls(task, outcome, turn);
    stageRow(
      task,
      'response',
      { text, finish, calls, estimated },
      { turn, attempt, model: model.ref, tokensIn, tokensOut, mc: 0, ms },
    );
  }
  await commitRows(task);
  deps.crashPoint?.('task-after-response');
}

function beginOf(task: WorkingTask): BeginBody {
  const { begin } = stateOf(task);
  if (!begin) throw new Error('a turn of a task that was not begun');
  return begin;
}

/** The verdicts on the calls of an answer. A cut answer has none: its calls are pieces. */
async function judgeCalls(task: WorkingTask, answer: ModelAnswer, turn: number): Promise<JournalCall[]> {
  if (answer.finish === 'length' || answer.finish === 'content-filter') return [];
  const begin = beginOf(task);
  const before = stateOf(task)
    .turns.flatMap(({ calls }) => calls)
    .filter(({ verdict }) => verdict === 'allow');
  const drift =
    answer.calls.length > 0 ? await readToolDrift(task.deps.sql, begin) : new Map<string, string>();
  const judged: JournalCall[] = [];
  for (const [idx, { tool: name, args }] of answer.calls.entries()) {
    if (name === submitToolName && begin.tools.length > 0) {
      judged.push(judgeSubmit(begin, idx, args, answer.calls.length));
      continue;
    }
    const tool = begin.tools.find((offered) => offered.name === name);
    const allowed = [...before, ...judged.filter(({ verdict }) => verdict === 'allow')];
    const answerOfGate = gateCall({
      tool,
      name,
      args,
      withdrawn: tool ? (drift.get(tool.id) ?? null) : null,
      pinned: tool ? await evaluatePinned(task, tool.pinned) : {},
      used: {
        inTask: allowed.length,
        ofTool: allowed.filter((call) => call.tool === name).length,
        inTurn: allowed.length - before.length,
        same: (hash) => allowed.filter((call) => call.tool === name && call.argsHash === hash).length,
      },
      limits: begin.limits,
      autonomy: begin.employee.autonomy,
      triggerAuthenticated: task.step.triggerAuthenticated,
    });
    judged.push(callOf(idx, name, args, answerOfGate, tool?.effect ?? 'read'));
  }
  if (judged.length > 0)
    task.deps.log('info', 'judged tool calls', { taskId: task.place.taskId, turn, calls: judged.length });
  return judged;
}

function judgeSubmit(begin: BeginBody, idx: number, args: unknown, callsInTurn: number): JournalCall {
  const base = { idx, tool: submitToolName, args, argsHash: hashArguments(args), effect: 'read' as const };
  if (callsInTurn > 1) {
    const reason = `Call ${submitToolName} alone, after the results of the other calls.`;
    return { ...base, verdict: 'deny', code: 'not_alone', reason, merged: null };
  }
  const judged = judgeSubmission(args, begin.output);
  if (judged.ok) return { ...base, verdict: 'submit', code: null, reason: null, merged: judged.output };
  return {
    ...base,
    verdict: 'invalid_submit',
    code: 'invalid_output',
    reason: `The result does not fit: ${judged.issues}`,
    merged: null,
  };
}

function callOf(
  idx: number,
  tool: string,
  args: unknown,
  gate: GateAnswer,
  effect: JournalCall['effect'],
): JournalCall {
  const { verdict, code, reason, merged, argsHash } = gate;
  return { idx, tool, args, verdict, code, reason, merged, argsHash, effect };
}

/** An expression that fails counts as a missing value: the gate denies. */
async function evaluatePinned(
  { step }: WorkingTask,
  pinned: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const options = { nowMs: step.now, seed: `${step.runId}.${step.seq}` };
  for (const [name, template] of Object.entries(pinned))
    values[name] = await evaluateTemplate(template, step.scope, options).catch(() => undefined);
  return values;
}
