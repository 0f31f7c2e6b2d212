/** Verified at the door, or started by somebody who is signed in or holds a key. */
export function isAuthenticated(trigger: unknown, kind: string): boolean {
  if (kind === 'manual' || kind === 'api') return true;
  const auth = (trigger as { auth?: { verified?: boolean } } | null)?.auth;
  return auth?.verified === true;
}
