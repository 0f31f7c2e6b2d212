const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|token|secret|password|api-?key|(^|-)key$/i;
const secretParameter = /token|secret|password|passwd|key|signature|^sig$/i;

const judged = new Map<string, boolean>();
const mostJudged = 1_000;

/** Headers whose values are secrets. HMAC signatures are none: they are needed to check again. */
export function isSecretHeader(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const secret = name.toLowerCase() !== 'idempotency-key' && secretHeader.test(name);
  // Senders repeat the same few names; a flood of others costs the test and no memory.
  if (judged.size < mostJudged && name.length < 100) judged.set(name, secret);
  return secret;
}

/** Query parameters whose values are secrets. */
export function isSecretParameter(name: string): boolean {
  return secretParameter.test(name);
}

/** The members with the values of secret ones replaced by what `mask` makes of them. */
export function maskSecrets(
  members: Readonly<Record<string, string>>,
  isSecret: (name: string) => boolean,
  mask: (value: string) => string = () => '[secret]',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, isSecret(name) ? mask(value) : value]),
  );
}
