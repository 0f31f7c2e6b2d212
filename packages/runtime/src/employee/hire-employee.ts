import {
  type Employee,
  type EmployeeBody,
  employeeBody,
  type HireEmployeeInput,
} from '@sista/shared/employee/employee.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { RoleDefinition } from '@sista/shared/role/define-role';
import { roleDefinitions } from '@sista/shared/roles';
import { sqlOf } from '../db/catalogue.ts';
import { employeeParts, hashOfBody, readStored, type StoredEmployee, viewEmployee } from './employee-view.ts';
import { ensureDemoTeam } from './ensure-demo-team.ts';
import { requireTeam } from './teams.ts';
import type { Asking, Catalogue, EmployeeVerbs } from './verb-context.ts';

export type HiredVia = { via: 'person' | 'api' | 'import' } | { via: 'template'; templateId: string };

/**
 * Hires from the role catalogue: what is not said comes from the role. Without a team the employee joins the demo
 * shop; `teamId: null` is the bench. Refuses an unknown role or team.
 */
export async function hireEmployee(
  verbs: EmployeeVerbs,
  asking: Asking & HiredVia,
  input: HireEmployeeInput,
): Promise<Employee> {
  const { employee, nudges } = await verbs.prisma.$transaction(async (catalogue) => {
    const hired = await insertEmployee(catalogue, asking, input);
    const told = await verbs.emitter.emit(sqlOf(catalogue), [hiredFact(asking, hired)], verbs.now());
    return { employee: hired, nudges: told.nudges };
  });
  verbs.nudge(nudges);
  return viewEmployee(employee);
}

/** The rows of a new employee, for a transaction of the caller, who emits `hiredFact` last. */
export async function insertEmployee(
  catalogue: Catalogue,
  { workspaceId, by }: Asking,
  input: HireEmployeeInput,
): Promise<StoredEmployee> {
  const role = roleDefinition(input.role);
  const teamId = input.teamId === undefined ? await ensureDemoTeam(catalogue, workspaceId) : input.teamId;
  if (teamId) await requireTeam(catalogue, workspaceId, teamId);
  const body = bodyOf(role, input, teamId ? await toolNames(catalogue, workspaceId, teamId) : []);
  const id = newUuid();
  const { name, title } = body;
  await catalogue.employee.create({
    data: {
      id,
      workspaceId,
      teamId,
      name,
      title,
      role: role.key,
      status: 'active',
      versions: {
        create: {
          n: 1,
          workspaceId,
          body: body as object,
          contentHash: hashOfBody(body),
          by: by?.id ?? 'system',
          note: null,
        },
      },
    },
  });
  return readStored(catalogue, workspaceId, id);
}

export function hiredFact(asking: Asking & HiredVia, employee: StoredEmployee) {
  const { body, team } = employee;
  return {
    workspaceId: asking.workspaceId,
    type: 'employee.hired' as const,
    page: `/employees/${toId('employee', employee.id)}`,
    employeeIds: [employee.id],
    ...(team ? { teamIds: [team.id] } : {}),
    fields: {
      ...employeeParts(employee),
      title: body.title,
      autonomy: body.autonomy,
      model: body.model,
      tools: body.tools.map(({ name }) => name),
      via: asking.via,
      ...(asking.via === 'template' ? { templateId: asking.templateId } : {}),
      by: asking.by,
    },
  };
}

function roleDefinition(key: string): RoleDefinition {
  const role = Object.hasOwn(roleDefinitions, key) ? roleDefinitions[key] : undefined;
  if (!role)
    throw new Refusal(
      'invalid_input',
      `There is no role "${key}". Choose one of: ${Object.keys(roleDefinitions).join(', ')}.`,
    );
  return role;
}

function bodyOf(role: RoleDefinition, input: HireEmployeeInput, available: readonly string[]): EmployeeBody {
  const { role: _key, teamId: _team, ...said } = input;
  const granted = role.tools.filter((name) => available.includes(name)).map((name) => ({ name }));
  return employeeBody.parse({
    name: role.suggestedName,
    title: role.title,
    instructions: role.instructions,
    persona: role.persona,
    tools: granted,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    role: role.key,
  });
}

async function toolNames(catalogue: Catalogue, workspaceId: string, teamId: string): Promise<string[]> {
  const tools = await catalogue.tool.findMany({ where: { workspaceId, teamId }, select: { name: true } });
  return tools.map(({ name }) => name);
}
