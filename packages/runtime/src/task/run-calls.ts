import { toolExecutors } from '@sista/shared/executors';
import { ToolFailed, type ToolResult } from '@sista/shared/tool/define-tool';
import { QueryFailed } from '../data-source/query-sqlite.ts';
import { effectKey } from './canonical-json.ts';
import type { CallState } from './fold-journal.ts';
import type { OfferedTool } from './journal.types.ts';
import { commitRows, stageRow, stateOf, type WorkingTask } from './working-task.ts';

const readsAtOnce = 4;
const callTimeoutMs = 30_000;
/** Characters of a result that a model gets. */
const maxResult = 16 * 1024;

/**
 * Does the calls that the gate allowed. Reads run together and need no commit of their own: their results go with the
 * next request, and a crash only reads again. Writes run one by one, claimed before and recorded after.
 */
export async function runCalls(task: WorkingTask, calls: readonly CallState[]): Promise<void> {
  const reads = calls.filter(({ effect }) => effect === 'read');
  for (let at = 0; at < reads.length; at += readsAtOnce) {
    const group = reads.slice(at, at + readsAtOnce);
    const results = await Promise.all(group.map((call) => runCall(task, call)));
    for (const [index, call] of group.entries()) stageResult(task, call, results[index] as TimedResult);
  }
  for (const call of calls) if (call.effect !== 'read') await runWrite(task, call);
}

async function runWrite(task: WorkingTask, call: CallState): Promise<void> {
  const { step, deps } = task;
  // Nobody knows whether a claimed write reached its target; only its own key makes a second one harmless.
  if (call.claimed && call.effect === 'write') {
    stageResult(task, call, {
      result: { ok: false, error: `It is not known whether ${call.tool} was done. Do not try it again.` },
      ms: 0,
    });
    return;
  }
  if (!call.claimed) {
    stageRow(
      task,
      'claim',
      { key: effectKey(step, call.tool, call.merged), args: call.merged },
      placeOf(call),
    );
    await commitRows(task);
    deps.crashPoint?.('task-after-claim');
  }
  stageResult(task, call, await runCall(task, call));
  await commitRows(task);
}

type TimedResult = { result: ToolResult; ms: number };

function stageResult(task: WorkingTask, call: CallState, { result, ms }: TimedResult): void {
  stageRow(task, 'result', { result }, { ...placeOf(call), ms });
}

const placeOf = ({ turn, idx, tool, effect, argsHash }: CallState) => ({ turn, idx, tool, effect, argsHash });

async function runCall(task: WorkingTask, call: CallState): Promise<TimedResult> {
  const { clock, log } = task.deps;
  const startedAtMs = clock.now();
  const result = await executeCall(task, call).catch((error: unknown): ToolResult => {
    task.step.signal.throwIfAborted();
    if (error instanceof ToolFailed || error instanceof QueryFailed)
      return { ok: false, error: error.message };
    log('error', 'a tool failed', { tool: call.tool, taskId: task.place.taskId, err: error });
    return { ok: false, error: `${call.tool} failed inside. Go on without it.` };
  });
  return { result: capResult(result), ms: Math.max(0, Math.round(clock.now() - startedAtMs)) };
}

async function executeCall(task: WorkingTask, call: CallState): Promise<ToolResult> {
  const { begin } = stateOf(task);
  const tool = begin?.tools.find(({ name }) => name === call.tool);
  const executor = tool && toolExecutors[tool.body.implementation];
  if (!begin || !tool || !executor)
    throw new ToolFailed(`${call.tool} has no implementation in this release.`);
  const signal = AbortSignal.any([task.step.signal, AbortSignal.timeout(callTimeoutMs)]);
  return executor.run({
    args: call.merged as Readonly<Record<string, unknown>>,
    settings: parseSettings(tool, executor.definition.settings),
    context: {
      query: (query) => task.deps.dataSources.query(task.step.workspaceId, query, signal),
      taskInput: begin.input,
      signal,
      now: task.step.now,
    },
  });
}

function parseSettings(
  { name, body }: OfferedTool,
  schema: { safeParse(value: unknown): { success: boolean; data?: unknown } },
): unknown {
  const parsed = schema.safeParse(body.settings);
  if (!parsed.success)
    throw new ToolFailed(`The settings of ${name} are not valid. Open the tool and correct them.`);
  return parsed.data;
}

function capResult(result: ToolResult): ToolResult {
  const text = JSON.stringify(result);
  if (text.length <= maxResult) return result;
  if (!result.ok) return { ok: false, error: result.error.slice(0, 1_000) };
  return {
    ok: true,
    shortened: text.slice(0, maxResult - 200),
    note: `The result has ${text.length} characters; the rest is cut. Ask for less.`,
  };
}
