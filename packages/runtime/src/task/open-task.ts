import { randomBytes } from 'node:crypto';
import { closeOutputSchema } from '@sista/shared/employee/output-schema';
import { toId } from '@sista/shared/ids';
import type { TaskRequest } from '@sista/shared/node/step-context';
import type { SandboxExample } from '@sista/shared/role/define-role';
import { roleDefinitions } from '@sista/shared/roles';
import { templates } from '@sista/shared/templates';
import { type FoundEmployee, findEmployee, toolsOfTeam } from '../employee/find-employee.ts';
import type { OpenModel } from '../model/model-call.types.ts';
import { findSuspicious } from './find-suspicious.ts';
import type { BeginBody, TaskLimits } from './journal.types.ts';
import { offerTools } from './offer-tools.ts';
import { renderInstructions } from './render-instructions.ts';
import type { TaskDeps, TaskStep } from './task-step.ts';
import { trimInput } from './trim-input.ts';

export type RefusedTask = { ok: false; code: string; message: string; retry: boolean };
export type OpenedTask = { ok: true; begin: BeginBody; model: OpenModel };

const usualOutputTokens = 2_000;
/** Bytes of JSON that are kept with a task. */
const maxInput = 1_000_000;

const usualLimits: TaskLimits = {
  turns: 12,
  calls: 20,
  callsPerTool: 10,
  callsPerTurn: 8,
  sameCall: 2,
  repairs: 2,
  attempts: 4,
  activeMs: 600_000,
};

/** Resolves whom and what a task needs, once. Refuses early and clearly; a refusal leaves no trace. */
export async function openTask(
  deps: TaskDeps,
  step: TaskStep,
  request: TaskRequest,
): Promise<OpenedTask | RefusedTask> {
  const { workspaceId, runId } = step;
  const employee = await findEmployee(deps.sql, { workspaceId, runId, ref: request.employee });
  if (!employee)
    return refused(
      'no_employee',
      `The step names ${request.employee}, who does not work here. Choose an employee of this workspace.`,
    );
  const { body, status, team } = employee;
  if (status === 'archived')
    return refused(
      'employee_archived',
      `${body.name} is archived and takes no tasks. Choose somebody else for this step.`,
    );
  if (status === 'paused')
    return {
      ...refused('employee_paused', `${body.name} is paused. Resume ${body.name}, then retry the run.`),
      retry: true,
    };
  const size = Buffer.byteLength(JSON.stringify(request.input) ?? '');
  if (size > maxInput)
    return refused(
      'input_too_large',
      `The data for this task has ${size} bytes; at most ${maxInput} fit. Choose the members that matter in "Data for the task".`,
    );
  const ref = body.model === 'default' ? await deps.models.defaultRef(workspaceId) : body.model;
  const opened = await deps.models.open(workspaceId, ref, scriptOf(body.role, step.nodeId));
  if (!opened.ok) return { ...refused(opened.code, opened.message) };
  const output = closeOutputSchema(request.output);
  const bound = team ? await toolsOfTeam(deps.sql, workspaceId, team.id) : [];
  const tools = offerTools(bound, body.tools, request.tools, trimInput(request.input).missing.length > 0);
  const rendered = await renderInstructions(request.instructions, step);
  const begin: BeginBody = {
    prompt: 'prompt/1',
    employee: employeeFacts(employee),
    model: {
      ref,
      sandbox: opened.model.sandbox,
      structured: opened.model.structured,
      temperature: body.modelParams.temperature ?? null,
      outputTokens: body.modelParams.outputTokens ?? usualOutputTokens,
      timeoutMs: opened.timeoutMs,
    },
    instructions: rendered.text,
    references: rendered.references,
    input: request.input ?? null,
    output,
    tools,
    limits: limitsOf(employee, request),
    nonce: (deps.nonce ?? (() => randomBytes(8).toString('hex')))(),
    flags: findSuspicious([request.input, rendered.references]),
  };
  return { ok: true, begin, model: opened.model };
}

/** The model of a task that was begun before. Its reference is fixed; a task never changes its model by itself. */
export async function reopenModel(
  deps: TaskDeps,
  step: TaskStep,
  begin: BeginBody,
): Promise<OpenModel | RefusedTask> {
  const opened = await deps.models.open(
    step.workspaceId,
    begin.model.ref,
    scriptOf(begin.employee.role, step.nodeId),
  );
  return opened.ok ? opened.model : refused(opened.code, opened.message);
}

function refused(code: string, message: string): RefusedTask {
  return { ok: false, code, message, retry: false };
}

/** What the sandbox model says: scripts of templates for this role at this node, then the role's own examples. */
function scriptOf(role: string, nodeId: string): SandboxExample[] {
  const scripted = Object.values(templates).flatMap(({ document, script }) => {
    const node = document.nodes.find(({ id }) => id === nodeId);
    return node?.config?.employee === `role:${role}` ? (script[nodeId] ?? []) : [];
  });
  const known = Object.hasOwn(roleDefinitions, role) ? roleDefinitions[role]?.examples : undefined;
  return [...scripted, ...(known ?? [])];
}

function employeeFacts({ id, version, body, team }: FoundEmployee): BeginBody['employee'] {
  const { name, role, title, instructions, persona, autonomy } = body;
  return {
    id,
    version,
    name,
    role,
    title,
    instructions,
    persona,
    autonomy,
    charter: team?.charter ?? '',
    teamId: team?.id ?? null,
    teamName: team?.name ?? null,
  };
}

function limitsOf({ body }: FoundEmployee, { maxTurns }: TaskRequest): TaskLimits {
  const { turns, calls, timeoutSeconds } = body.limits;
  return {
    ...usualLimits,
    // The node and the employee may both narrow; neither may widen what the other said.
    turns: Math.min(maxTurns, turns ?? maxTurns),
    calls: calls ?? usualLimits.calls,
    activeMs: (timeoutSeconds ?? usualLimits.activeMs / 1_000) * 1_000,
  };
}

/** Outside form of the employee, for answers and events. */
export const outsideEmployee = ({ employee: { id, name, version } }: BeginBody) => ({
  id: toId('employee', id),
  name,
  version,
});
