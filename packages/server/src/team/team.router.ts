import { createTeamInput, team, updateTeamInput } from '@sista/shared/employee/employee.schema';
import { idInput } from '@sista/shared/ids';
import { pageInput, pageOf } from '@sista/shared/page.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import { updateTeam } from './update-team.ts';

const tags = ['teams'];
const teamIdInput = z.object({ id: idInput('team') });

export const teamRouter = router({
  list: procedure('employee.read')
    .meta({ openapi: { method: 'GET', path: '/teams', tags, summary: 'List teams' } })
    .input(pageInput)
    .output(pageOf(team))
    .query(({ ctx, input }) => ctx.runtime.teams.list(ctx.workspaceId, input)),
  get: procedure('employee.read')
    .meta({ openapi: { method: 'GET', path: '/teams/{id}', tags, summary: 'Read a team' } })
    .input(teamIdInput)
    .output(team)
    .query(({ ctx, input }) => ctx.runtime.teams.read(ctx.workspaceId, input.id)),
  create: procedure('employee.write')
    .meta({ openapi: { method: 'POST', path: '/teams', tags, summary: 'Create a team' }, created: true })
    .input(createTeamInput)
    .output(team)
    .mutation(({ ctx, input }) => createTeam(ctx, input)),
  update: procedure('employee.write')
    .meta({ openapi: { method: 'PATCH', path: '/teams/{id}', tags, summary: 'Change a team' } })
    .input(updateTeamInput)
    .output(team)
    .mutation(({ ctx, input }) => updateTeam(ctx, input)),
  delete: procedure('employee.write')
    .meta({ openapi: { method: 'DELETE', path: '/teams/{id}', tags, summary: 'Delete a team' } })
    .input(teamIdInput)
    .output(team.pick({ id: true }))
    .mutation(({ ctx, input }) => deleteTeam(ctx, input)),
});
