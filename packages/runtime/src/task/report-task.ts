import type { FactFields } from '@sista/shared/event/event-catalogue';
import { toId } from '@sista/shared/ids';
import type { TaskMeta } from '@sista/shared/node/step-context';
import { toolDefinitions } from '@sista/shared/tools';
import type { Fact } from '../event/render-event.ts';
import { submitToolName } from '../model/read-request.ts';
import type { CallState } from './fold-journal.ts';
import type { OfferedTool } from './journal.types.ts';
import type { TaskReport } from './task-step.ts';
import { stateOf, type WorkingTask } from './working-task.ts';

/** What is told about a task that has ended. */
export function reportOf(task: WorkingTask, meta: TaskMeta): TaskReport {
  const { begin, end, turns, startedAtMs } = stateOf(task);
  if (!begin || !end) throw new Error('only an ended task is reported');
  const { workspaceId, flowId, runId, seq, nodeId } = task.step;
  const { id, name, role, version, teamId, teamName } = begin.employee;
  const calls = turns.flatMap((turn) => turn.calls).filter(({ tool }) => tool !== submitToolName);
  return {
    taskId: task.place.taskId,
    step: { workspaceId, flowId, runId, seq, nodeId },
    employee: { id, name, role, version },
    team: teamId === null ? null : { id: teamId, name: teamName ?? '' },
    instructions: begin.instructions,
    toolCalls: calls.map((call) => ({
      tool: call.tool,
      effect: call.effect,
      status: call.verdict !== 'allow' ? 'denied' : call.result?.ok ? 'done' : 'failed',
      target: targetOf(call, begin.tools),
    })),
    meta,
    startedAtMs: startedAtMs ?? task.step.now,
    finishedAtMs: task.rows.at(-1)?.atMs ?? task.step.now,
    result: end.ok ? { ok: true, output: end.output } : { ok: false, code: end.code, message: end.message },
  };
}

function targetOf({ tool: name, merged }: CallState, tools: readonly OfferedTool[]): string | null {
  const tool = tools.find((offered) => offered.name === name);
  const definition = tool && toolDefinitions[tool.body.implementation];
  const settings = definition?.settings.safeParse(tool?.body.settings);
  return settings?.success
    ? (definition?.target(settings.data, (merged ?? {}) as Record<string, unknown>) ?? null)
    : null;
}

/** What the engine adds to a report: the run it belongs to, as the event's fields name it. */
export type TaskPlaceFacts = Pick<FactFields<'task.completed'>, 'flow' | 'run' | 'cause' | 'nodeName'> & {
  /** The base of links, without a slash at its end. */
  publicUrl: string;
  /** The event that started the run, and how many lie before it. */
  causeId?: string;
  depth?: number;
};

/** `task.completed` or `task.failed`, for the step's own checkpoint. Pure. */
export function taskFact(
  report: TaskReport,
  place: TaskPlaceFacts,
): Fact<'task.completed'> | Fact<'task.failed'> {
  const { step, employee, team, meta, result } = report;
  const { flow, run, cause, nodeName, publicUrl, causeId, depth } = place;
  const fields = {
    flow,
    run,
    cause,
    sandbox: meta.sandbox,
    taskId: meta.taskId,
    nodeId: step.nodeId,
    nodeName,
    employee: { ...meta.employee, role: employee.role },
    ...(team ? { team: { id: toId('team', team.id), name: team.name } } : {}),
    instructions: report.instructions.slice(0, 500),
    model: meta.model,
    usage: meta.usage,
    credits: meta.credits,
    turns: meta.turns,
    toolCalls: [...report.toolCalls],
    flags: [...meta.flags],
    approvals: [],
    startedAt: new Date(report.startedAtMs).toISOString(),
    finishedAt: new Date(report.finishedAtMs).toISOString(),
    activeMs: meta.activeMs,
    waitedMs: meta.waitedMs,
  };
  const runPage = `/runs/${toId('run', step.runId)}`;
  const common = {
    workspaceId: step.workspaceId,
    flowId: step.flowId,
    runId: step.runId,
    seq: step.seq,
    page: `${runPage}?step=${step.nodeId}`,
    employeeIds: [employee.id],
    ...(team ? { teamIds: [team.id] } : {}),
    ...(causeId === undefined ? {} : { causeId }),
    ...(depth === undefined ? {} : { depth }),
  };
  if (result.ok) return { ...common, type: 'task.completed', fields: { ...fields, output: result.output } };
  const { code, message } = result;
  const error = { code, message, hint: null, nodeId: step.nodeId, nodeName };
  const resume = { method: 'POST', url: `${publicUrl}/api/v1${runPage}/retry` };
  return { ...common, type: 'task.failed', fields: { ...fields, error, effectsDone: [], resume } };
}
