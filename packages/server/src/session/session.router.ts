import { completeProfileInput, session } from '@sista/shared/workspace/workspace.schema';
import { procedure, router } from '../trpc/trpc.ts';
import { completeProfile } from './complete-profile.ts';
import { readSession } from './read-session.ts';

export const sessionRouter = router({
  me: procedure('workspace.read')
    .output(session)
    .query(({ ctx }) => readSession(ctx)),
  completeProfile: procedure('workspace.read')
    .input(completeProfileInput)
    .output(session)
    .mutation(({ ctx, input }) => completeProfile(ctx, input)),
});
