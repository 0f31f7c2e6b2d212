import { type Right, type Role, rightsOf } from '@sista/shared/rights';
import { useQuery } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';
import { type api, trpc } from './trpc.ts';

export type Session = Awaited<ReturnType<typeof api.session.me.query>>;

/** Who is signed in, from the cache where it is known. */
export function readSession(): Promise<Session> {
  return queryClient.fetchQuery({ ...trpc.session.me.queryOptions(), staleTime: 30_000 });
}

/** The session inside a workspace page, where it has been read before the page was drawn. */
export function useSession(): Session | undefined {
  return useQuery({ ...trpc.session.me.queryOptions(), staleTime: 30_000 }).data;
}

/** Whether the signed-in person may do something; buttons are greyed by the same table by which the server refuses. */
export function useRight(right: Right): boolean {
  const session = useSession();
  return session?.role ? rightsOf[session.role as Role].has(right) : false;
}

/** A call of the accounts service: `postAuth('sign-in/email', { email, password })`. Throws its sentence. */
export async function postAuth(path: string, body: Record<string, unknown> = {}): Promise<unknown> {
  const answer = await fetch(`/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return content;
  const message =
    typeof content === 'object' && content && 'message' in content ? String(content.message) : '';
  throw new Error(message || `The server answered ${answer.status}.`);
}

/** Ends the session and forgets everything that was read in it. */
export async function signOut(): Promise<void> {
  await postAuth('sign-out');
  queryClient.clear();
}
