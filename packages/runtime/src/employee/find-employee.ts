import { type EmployeeBody, employeeBody } from '@sista/shared/employee/employee.schema';
import { fromId } from '@sista/shared/ids';
import { roleOfRef } from '@sista/shared/template/define-template';
import { type ToolBody, toolBody } from '@sista/shared/tool/tool.schema';
import type { Sql } from '../db/sql.ts';
import { pinnedVersion } from './pin-version.ts';

/** An employee as a task of a run gets it. Ids are UUIDs. */
export type FoundEmployee = {
  id: string;
  status: 'active' | 'paused' | 'archived';
  version: number;
  body: EmployeeBody;
  team: { id: string; name: string; charter: string } | null;
};

/** A tool of a team in its present version. */
export type FoundTool = { id: string; name: string; version: number; body: ToolBody };

type EmployeeRow = {
  id: string;
  status: FoundEmployee['status'];
  version: number;
  body: unknown;
  team_id: string | null;
  team_name: string | null;
  charter: string | null;
};

/**
 * The employee that a flow names by `emp_…`, or by `role:…` the one who has that role longest. Undefined when there
 * is none in the workspace.
 */
export async function findEmployee(
  sql: Sql,
  { workspaceId, runId, ref }: { workspaceId: string; runId: string; ref: string },
): Promise<FoundEmployee | undefined> {
  const role = roleOfRef(ref);
  const id = role === undefined ? fromId('employee', ref) : await employeeOfRole(sql, workspaceId, role);
  if (id === undefined) return undefined;
  const pinned = await pinnedVersion(sql, runId, id);
  const [row] = await sql.query<EmployeeRow>('find-employee', findText, [workspaceId, id, pinned]);
  if (!row) return undefined;
  const team = row.team_id
    ? { id: row.team_id, name: row.team_name ?? '', charter: row.charter ?? '' }
    : null;
  return { id: row.id, status: row.status, version: row.version, body: employeeBody.parse(row.body), team };
}

/** The oldest active employee of a role; undefined when nobody has it. */
export async function employeeOfRole(
  sql: Sql,
  workspaceId: string,
  role: string,
): Promise<string | undefined> {
  const [row] = await sql.query<{ id: string }>('find-employee-of-role', ofRoleText, [workspaceId, role]);
  return row?.id;
}

export async function toolsOfTeam(sql: Sql, workspaceId: string, teamId: string): Promise<FoundTool[]> {
  const rows = await sql.query<{ id: string; name: string; revision: number; body: unknown }>(
    'read-tools-of-team',
    toolsText,
    [workspaceId, teamId],
  );
  return rows.map(({ id, name, revision, body }) => ({
    id,
    name,
    version: revision,
    body: toolBody.parse(body),
  }));
}

const findText = `select e.id, e.status, v.n as version, v.body, t.id as team_id, t.name as team_name, t.charter
from employee e
join employee_version v on v.employee_id = e.id and v.n = coalesce($3::int, e.current_version)
left join team t on t.id = e.team_id and t.workspace_id = e.workspace_id
where e.workspace_id = $1 and e.id = $2`;
const ofRoleText = `select id from employee where workspace_id = $1 and role = $2 and status <> 'archived'
order by (status = 'active') desc, id limit 1`;
const toolsText = `select t.id, t.name, t.revision, v.body
from tool t join tool_version v on v.tool_id = t.id and v.n = t.revision
where t.workspace_id = $1 and t.team_id = $2 order by t.name`;
