/** Verified at the door, started by somebody who is signed in or holds a key, or by the flow's own schedule. */
export function isAuthenticated(trigger: unknown, kind: string): boolean {
  if (kind === 'manual' || kind === 'api' || kind === 'schedule') return true;
  const auth = (trigger as { auth?: { verified?: boolean } } | null)?.auth;
  return auth?.verified === true;
}
