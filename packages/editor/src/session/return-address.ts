/** Where to go after signing in: an address of this site only, whatever the link says. */
export function returnAddress(search: Readonly<Record<string, unknown>>): string {
  const wanted = search.return;
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/';
  return /^\/(sign-in|welcome)([/?#]|$)/.test(wanted) ? '/' : wanted;
}

const sentences: Readonly<Record<string, string>> = {
  INVALID_TOKEN: 'This link was used already, or it is not one of ours. Each link signs in once.',
  EXPIRED_TOKEN: 'This link is older than a day and no longer signs in.',
};

/** What `?error=` of a failed one-time link means; undefined where there is none. */
export function linkProblem(search: Readonly<Record<string, unknown>>): string | undefined {
  const code = search.error;
  if (typeof code !== 'string') return undefined;
  return sentences[code.toUpperCase()] ?? 'The link could not sign you in.';
}
