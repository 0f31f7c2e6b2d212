import {
  type Employee,
  employeeBody,
  type listEmployeesInput,
  type Team,
} from '@sista/shared/employee/employee.schema';
import { fromId, toId } from '@sista/shared/ids';
import type { Page } from '@sista/shared/page.schema';
import { Refusal } from '@sista/shared/refusal';
import type { z } from 'zod';
import { readStored, viewEmployee } from './employee-view.ts';
import { readTeam } from './teams.ts';
import type { Catalogue } from './verb-context.ts';

export async function readEmployee(catalogue: Catalogue, workspaceId: string, id: string): Promise<Employee> {
  return viewEmployee(await readStored(catalogue, workspaceId, id));
}

/** Employees in the order they were hired; archived ones only when asked for. The cursor is the last id. */
export async function listEmployees(
  catalogue: Catalogue,
  workspaceId: string,
  { limit, after, teamId, status, q }: z.output<typeof listEmployeesInput>,
): Promise<Page<Employee>> {
  const rows = await catalogue.employee.findMany({
    where: {
      workspaceId,
      status: status ?? { not: 'archived' },
      ...(teamId === undefined ? {} : { teamId }),
      ...(q === undefined || q === ''
        ? {}
        : { OR: [{ name: contains(q) }, { title: contains(q) }, { role: contains(q) }] }),
      ...(after === undefined ? {} : { id: { gt: cursor('employee', after) } }),
    },
    include: { versions: true },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const teams = await catalogue.team.findMany({ where: { workspaceId } });
  const data = rows.slice(0, limit).map(({ versions, ...row }) => {
    const body = employeeBody.parse(versions.find(({ n }) => n === row.currentVersion)?.body);
    return viewEmployee({ ...row, body, team: teams.find(({ id }) => id === row.teamId) ?? null });
  });
  const last = data.at(-1);
  return { data, next: rows.length > limit && last ? last.id : null };
}

export async function listTeams(
  catalogue: Catalogue,
  workspaceId: string,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<Team>> {
  const rows = await catalogue.team.findMany({
    where: { workspaceId, ...(after === undefined ? {} : { id: { gt: cursor('team', after) } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
    select: { id: true },
  });
  const data: Team[] = [];
  for (const { id } of rows.slice(0, limit)) data.push(await readTeam(catalogue, workspaceId, id));
  const last = rows[limit - 1];
  return { data, next: rows.length > limit && last ? toId('team', last.id) : null };
}

const contains = (text: string) => ({ contains: text, mode: 'insensitive' as const });

function cursor(kind: 'employee' | 'team', after: string): string {
  const id = fromId(kind, after);
  if (id === undefined)
    throw new Refusal('bad_request', 'The cursor is not one of this list. Start without "after".');
  return id;
}
