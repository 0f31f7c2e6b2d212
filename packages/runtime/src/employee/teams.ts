import type { CreateTeamInput, Team, UpdateTeamInput } from '@sista/shared/employee/employee.schema';
import { newUuid, toId, toIdOrNull } from '@sista/shared/ids';
import { notFound, Refusal } from '@sista/shared/refusal';
import { effectOfTool } from '@sista/shared/tool/define-tool';
import { toolBody } from '@sista/shared/tool/tool.schema';
import { toolDefinitions } from '@sista/shared/tools';
import type { Catalogue } from './verb-context.ts';

/** Refuses a team that is not in the workspace. */
export async function requireTeam(catalogue: Catalogue, workspaceId: string, id: string) {
  const row = await catalogue.team.findFirst({ where: { id, workspaceId } });
  if (!row) throw notFound('team', toId('team', id));
  return row;
}

/** A team with its tools and members. */
export async function readTeam(catalogue: Catalogue, workspaceId: string, id: string): Promise<Team> {
  const row = await requireTeam(catalogue, workspaceId, id);
  const tools = await catalogue.tool.findMany({
    where: { workspaceId, teamId: id },
    include: { versions: true },
    orderBy: { name: 'asc' },
  });
  const members = await catalogue.employee.findMany({
    where: { workspaceId, teamId: id, status: { not: 'archived' } },
    orderBy: { id: 'asc' },
  });
  return {
    id: toId('team', id),
    name: row.name,
    charter: row.charter,
    leaderId: toIdOrNull('employee', row.leaderId),
    revision: row.revision,
    tools: tools.map((tool) => viewTool(tool.id, tool.versions.find(({ n }) => n === tool.revision)?.body)),
    members: members.map(({ id: member, name, title, status }) => ({
      id: toId('employee', member),
      name,
      title,
      status: status as 'active' | 'paused' | 'archived',
    })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function viewTool(id: string, stored: unknown): Team['tools'][number] {
  const { name, description, implementation, policy, pinned, settings } = toolBody.parse(stored);
  const definition = Object.hasOwn(toolDefinitions, implementation)
    ? toolDefinitions[implementation]
    : undefined;
  const effect = definition ? effectOfTool(definition, settings) : 'read';
  return { id: toId('tool', id), name, description, implementation, effect, policy: policy ?? null, pinned };
}

export async function createTeam(
  catalogue: Catalogue,
  workspaceId: string,
  { name, charter }: CreateTeamInput,
): Promise<Team> {
  const id = newUuid();
  await catalogue.team.create({ data: { id, workspaceId, name, charter } });
  return readTeam(catalogue, workspaceId, id);
}

/** Refuses a stale revision, and a leader who is not an active member. */
export async function updateTeam(
  catalogue: Catalogue,
  workspaceId: string,
  input: UpdateTeamInput,
): Promise<Team> {
  const { id, revision, name, charter, leaderId } = input;
  const before = await requireTeam(catalogue, workspaceId, id);
  if (leaderId) {
    const leader = await catalogue.employee.findFirst({
      where: { id: leaderId, workspaceId, teamId: id, status: { not: 'archived' } },
    });
    if (!leader)
      throw new Refusal(
        'invalid_input',
        'The leader must be a member of the team. Move the employee into the team first.',
      );
  }
  const { count } = await catalogue.team.updateMany({
    where: { id, workspaceId, revision: revision ?? before.revision },
    data: {
      revision: { increment: 1 },
      ...(name === undefined ? {} : { name }),
      ...(charter === undefined ? {} : { charter }),
      ...(leaderId === undefined ? {} : { leaderId }),
    },
  });
  const after = await readTeam(catalogue, workspaceId, id);
  if (count === 0)
    throw new Refusal(
      'stale_revision',
      `The team ${after.name} was changed in the meantime. Load it again and repeat your change.`,
      after,
    );
  return after;
}

/** A team with members is not deleted: they would lose their tools without a word. */
export async function deleteTeam(catalogue: Catalogue, workspaceId: string, id: string): Promise<void> {
  const { members, name } = await readTeam(catalogue, workspaceId, id);
  if (members.length > 0)
    throw new Refusal('conflict', `${name} still has ${members.length} members. Move or archive them first.`);
  await catalogue.tool.deleteMany({ where: { workspaceId, teamId: id } });
  await catalogue.team.deleteMany({ where: { workspaceId, id } });
}
