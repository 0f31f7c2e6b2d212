import { createRootRoute, createRoute, notFound, Outlet, redirect } from '@tanstack/react-router';
import { explainError } from './api/error-words.ts';
import { queryClient } from './api/query-client.ts';
import { postAuth, readSession, type Session } from './api/session.ts';
import { isProfilePutOff } from './session/put-off-profile.ts';
import { WorkspaceShell } from './shell/WorkspaceShell.tsx';

export const rootRoute = createRootRoute({ component: Outlet });

/** Who is signed in; leads to the sign-in page, or to the first profile, when there is nobody yet. */
export async function requireSession(address: string): Promise<Session> {
  const session = await readSession().catch((error: unknown) => {
    if (explainError(error).code === 'signed_out') return undefined;
    throw error;
  });
  if (!session?.user) throw redirect({ href: `/sign-in?return=${encodeURIComponent(address)}` });
  if (session.needsProfile && !isProfilePutOff())
    throw redirect({ href: `/welcome?return=${encodeURIComponent(address)}` });
  return session;
}

/** Everything about one workspace. Its name in the address lets two tabs hold two workspaces. */
export const workspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/w/$workspace',
  component: WorkspaceShell,
  beforeLoad: async ({ params, location }) => {
    const session = await requireSession(location.href);
    if (session.workspace.slug === params.workspace) return;
    // The address names another workspace than the session: change to it, if this person is a member there.
    await postAuth('organization/set-active', { organizationSlug: params.workspace }).catch(() => {
      throw notFound();
    });
    queryClient.clear();
    const changed = await requireSession(location.href);
    if (changed.workspace.slug !== params.workspace) throw notFound();
  },
});
