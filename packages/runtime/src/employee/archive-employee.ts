import type { Employee } from '@sista/shared/employee/employee.schema';
import { toId } from '@sista/shared/ids';
import { stepStatuses } from '@sista/shared/run/run-status';
import { sqlOf } from '../db/catalogue.ts';
import type { Sql } from '../db/sql.ts';
import { employeeParts, readStored, viewEmployee } from './employee-view.ts';
import type { Asking, EmployeeVerbs } from './verb-context.ts';

/**
 * Archives an employee: new tasks fail with `employee_archived`, the history stays. The event names the flows that
 * have to change. Archiving twice is harmless.
 */
export async function archiveEmployee(
  verbs: EmployeeVerbs,
  { workspaceId, by }: Asking,
  id: string,
): Promise<Employee> {
  const { employee, nudges } = await verbs.prisma.$transaction(async (catalogue) => {
    const before = await readStored(catalogue, workspaceId, id);
    if (before.status === 'archived') return { employee: before, nudges: [] };
    const sql = sqlOf(catalogue);
    await catalogue.employee.updateMany({
      where: { id, workspaceId },
      data: { status: 'archived', archivedAt: new Date(verbs.now()), revision: { increment: 1 } },
    });
    const after = await readStored(catalogue, workspaceId, id);
    const fact = {
      workspaceId,
      type: 'employee.archived' as const,
      page: `/employees/${toId('employee', id)}`,
      employeeIds: [id],
      ...(after.team ? { teamIds: [after.team.id] } : {}),
      fields: {
        ...employeeParts(after),
        openTasks: await openTasks(sql, id),
        affectedFlows: await flowsNaming(sql, workspaceId, toId('employee', id)),
        by,
      },
    };
    const told = await verbs.emitter.emit(sql, [fact], verbs.now());
    return { employee: after, nudges: told.nudges };
  });
  verbs.nudge(nudges);
  return viewEmployee(employee);
}

async function openTasks(sql: Sql, employeeId: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>('count-open-tasks', openTasksText, [
    employeeId,
    stepStatuses.succeeded,
  ]);
  return Number(row?.n ?? 0);
}

const openTasksText =
  'select count(*)::int as n from engine.task where employee_id = $1::uuid and status < $2::smallint';

async function flowsNaming(
  sql: Sql,
  workspaceId: string,
  employee: string,
): Promise<{ id: string; name: string }[]> {
  const rows = await sql.query<{ id: string; name: string }>('find-flows-naming', flowsText, [
    workspaceId,
    employee,
  ]);
  return rows.map(({ id, name }) => ({ id: toId('flow', id), name }));
}

const flowsText = `select id, name from flow
where workspace_id = $1::uuid and deleted_at is null and position($2::text in document::text) > 0 order by name limit 100`;
