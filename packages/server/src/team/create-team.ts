import type { CreateTeamInput, Team } from '@sista/shared/employee/employee.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** An empty team. */
export async function createTeam(context: Context, input: CreateTeamInput): Promise<Team> {
  const team = await context.runtime.teams.create(context.workspaceId, input);
  await recordAudit(context, 'team.create', team.id, { name: team.name });
  return team;
}
