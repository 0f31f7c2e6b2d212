import { listMembersInput, memberPage } from '@sista/shared/member/member.schema';
import { procedure, router } from '../trpc/trpc.ts';

export const memberRouter = router({
  list: procedure('member.read')
    .meta({ openapi: { method: 'GET', path: '/members', tags: ['members'], summary: 'List members' } })
    .input(listMembersInput)
    .output(memberPage)
    .query(({ ctx, input }) => ctx.accounts.listMembers(ctx.workspaceId, input)),
});
