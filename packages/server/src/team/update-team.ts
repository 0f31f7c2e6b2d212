import type { Team, UpdateTeamInput } from '@sista/shared/employee/employee.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';

/** Name, charter, leader. A stale revision is refused with the current team. */
export async function updateTeam(context: Context, input: UpdateTeamInput): Promise<Team> {
  const team = await context.runtime.teams.update(context.workspaceId, input);
  await recordAudit(context, 'team.update', team.id, { name: team.name });
  return team;
}
