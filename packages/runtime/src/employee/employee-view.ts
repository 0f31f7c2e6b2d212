import { createHash } from 'node:crypto';
import { type Employee, type EmployeeBody, employeeBody } from '@sista/shared/employee/employee.schema';
import { toId, toIdOrNull } from '@sista/shared/ids';
import { notFound } from '@sista/shared/refusal';
import { canonicalJson } from '../task/canonical-json.ts';
import type { Catalogue } from './verb-context.ts';

/** An employee with its current version and team, as the catalogue has it. */
export type StoredEmployee = NonNullable<Awaited<ReturnType<typeof findStored>>>;

async function findStored(catalogue: Catalogue, workspaceId: string, id: string) {
  const row = await catalogue.employee.findFirst({ where: { id, workspaceId } });
  if (!row) return null;
  const version = await catalogue.employeeVersion.findUniqueOrThrow({
    where: { employeeId_n: { employeeId: id, n: row.currentVersion } },
  });
  const team = row.teamId ? await catalogue.team.findFirst({ where: { id: row.teamId, workspaceId } }) : null;
  return { ...row, body: employeeBody.parse(version.body), team };
}

/** Refuses with `not_found` where the employee is not in the workspace. */
export async function readStored(
  catalogue: Catalogue,
  workspaceId: string,
  id: string,
): Promise<StoredEmployee> {
  const stored = await findStored(catalogue, workspaceId, id);
  if (!stored) throw notFound('employee', toId('employee', id));
  return stored;
}

export function viewEmployee(row: StoredEmployee): Employee {
  return {
    ...row.body,
    id: toId('employee', row.id),
    teamId: toIdOrNull('team', row.teamId),
    teamName: row.team?.name ?? null,
    status: row.status as Employee['status'],
    version: row.currentVersion,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** How an event names an employee and its team. */
export function employeeParts({ id, body, currentVersion, team }: StoredEmployee) {
  return {
    employee: { id: toId('employee', id), name: body.name, role: body.role, version: currentVersion },
    ...(team ? { team: { id: toId('team', team.id), name: team.name } } : {}),
  };
}

export function hashOfBody(body: EmployeeBody): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}
