import {
  type Employee,
  type EmployeeBody,
  employeeBody,
  type UpdateEmployeeInput,
} from '@sista/shared/employee/employee.schema';
import { toId, toIdOrNull } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { sqlOf } from '../db/catalogue.ts';
import { canonicalJson } from '../task/canonical-json.ts';
import { employeeParts, hashOfBody, readStored, type StoredEmployee, viewEmployee } from './employee-view.ts';
import { requireTeam } from './teams.ts';
import type { Asking, Catalogue, EmployeeVerbs } from './verb-context.ts';

type Change = { field: string; from: unknown; to: unknown; changed?: true };

/**
 * Changes an employee. Whatever its work depends on makes a new immutable version; team and status do not. A stale
 * revision is refused with the current employee in the details; nothing changed is no version and no event.
 */
export async function updateEmployee(
  verbs: EmployeeVerbs,
  asking: Asking,
  input: UpdateEmployeeInput,
): Promise<Employee> {
  const { employee, nudges } = await verbs.prisma.$transaction(async (catalogue) => {
    const before = await readStored(catalogue, asking.workspaceId, input.id);
    if (before.status === 'archived')
      throw new Refusal('conflict', `${before.body.name} is archived. Hire somebody for the role instead.`);
    if (input.revision !== undefined && input.revision !== before.revision) throw stale(before);
    const { body, changes } = changed(before, input);
    if (changes.length === 0) return { employee: before, nudges: [] };
    if (input.teamId) await requireTeam(catalogue, asking.workspaceId, input.teamId);
    await save(catalogue, asking, before, body, input);
    const after = await readStored(catalogue, asking.workspaceId, input.id);
    const told = await verbs.emitter.emit(
      sqlOf(catalogue),
      [updatedFact(asking, after, changes, input.note)],
      verbs.now(),
    );
    return { employee: after, nudges: told.nudges };
  });
  verbs.nudge(nudges);
  return viewEmployee(employee);
}

const versioned = [
  'name',
  'title',
  'instructions',
  'persona',
  'tools',
  'autonomy',
  'model',
  'modelParams',
  'limits',
] as const;
const longTexts = new Set<string>(['instructions', 'persona']);

function changed(
  before: StoredEmployee,
  input: UpdateEmployeeInput,
): { body: EmployeeBody; changes: Change[] } {
  const said = Object.fromEntries(
    versioned.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]),
  );
  const body = employeeBody.parse({ ...before.body, ...said });
  const changes: Change[] = versioned
    .filter((field) => canonicalJson(body[field]) !== canonicalJson(before.body[field]))
    .map((field) =>
      longTexts.has(field)
        ? { field, from: null, to: null, changed: true as const }
        : { field, from: before.body[field], to: body[field] },
    );
  if (input.status !== undefined && input.status !== before.status)
    changes.push({ field: 'status', from: before.status, to: input.status });
  if (input.teamId !== undefined && input.teamId !== before.teamId)
    changes.push({
      field: 'teamId',
      from: toIdOrNull('team', before.teamId),
      to: toIdOrNull('team', input.teamId),
    });
  return { body, changes };
}

async function save(
  catalogue: Catalogue,
  { workspaceId, by }: Asking,
  before: StoredEmployee,
  body: EmployeeBody,
  { status, teamId, note }: UpdateEmployeeInput,
): Promise<void> {
  const contentHash = hashOfBody(body);
  const isNew = contentHash !== hashOfBody(before.body);
  const n = isNew ? before.currentVersion + 1 : before.currentVersion;
  // Two people who save at once both saw this revision; the second one changes no row.
  const { count } = await catalogue.employee.updateMany({
    where: { id: before.id, workspaceId, revision: before.revision },
    data: {
      name: body.name,
      title: body.title,
      currentVersion: n,
      revision: before.revision + 1,
      ...(status === undefined ? {} : { status }),
      ...(teamId === undefined ? {} : { teamId }),
    },
  });
  if (count === 0) throw stale(await readStored(catalogue, workspaceId, before.id));
  if (!isNew) return;
  await catalogue.employeeVersion.create({
    data: {
      employeeId: before.id,
      n,
      workspaceId,
      body: body as object,
      contentHash,
      by: by?.id ?? 'system',
      note: note ?? null,
    },
  });
}

function stale(current: StoredEmployee): Refusal {
  return new Refusal(
    'stale_revision',
    `${current.body.name} was changed in the meantime. Load the employee again and repeat your change.`,
    viewEmployee(current),
  );
}

function updatedFact(
  { workspaceId, by }: Asking,
  employee: StoredEmployee,
  changes: Change[],
  note: string | undefined,
) {
  return {
    workspaceId,
    type: 'employee.updated' as const,
    page: `/employees/${toId('employee', employee.id)}`,
    employeeIds: [employee.id],
    ...(employee.team ? { teamIds: [employee.team.id] } : {}),
    fields: { ...employeeParts(employee), changes, ...(note === undefined ? {} : { note }), by },
  };
}
