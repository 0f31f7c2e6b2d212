import { Refusal } from '@sista/shared/refusal';
import type { CompleteProfileInput, SessionView } from '@sista/shared/workspace/workspace.schema';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../trpc/request-context.ts';
import { readSession } from './read-session.ts';

/** Gives the person of a first sign-in a name, an e-mail address and a password; once. */
export async function completeProfile(context: Context, profile: CompleteProfileInput): Promise<SessionView> {
  const { actor, accounts } = context;
  if (actor.kind !== 'member') throw new Refusal('forbidden', 'A key has no profile. Sign in as a person.');
  if (!(await accounts.needsProfile(actor.userId))) {
    throw new Refusal('conflict', 'This account has its password already. Change it under Settings.');
  }
  await accounts.completeProfile(actor.userId, profile);
  const renamed = { ...context, actor: { ...actor, name: profile.name, email: profile.email.toLowerCase() } };
  await recordAudit(renamed, 'member.completeProfile', actor.userId);
  return readSession(renamed);
}
