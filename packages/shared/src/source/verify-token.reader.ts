import { createHash, timingSafeEqual } from 'node:crypto';
import type { OpenCredential } from '../node/step-context.ts';
import type { ReceivedRequest } from './signed-message.ts';
import { refusedProof, secretName, type Verdict } from './verdict.ts';

type Headers = ReceivedRequest['headers'];

/** `Authorization: Bearer <token>`, equal to the token of the credential. */
export function checkBearer(headers: Headers, secrets: readonly OpenCredential[]): Verdict {
  const expected = secrets.flatMap((secret) =>
    secret.type === 'bearer' ? [secret.token] : sharedSecrets(secret),
  );
  if (!someSecret(expected)) return noSecret('bearer', 'a bearer token');
  const value = headers.authorization;
  if (!value) return missing('bearer', 'Authorization');
  const token = /^Bearer +(\S+)$/i.exec(value)?.[1];
  if (token === undefined)
    return refusedProof(
      'bearer',
      'credentials_malformed',
      'The header Authorization is not "Bearer <token>".',
    );
  return compare('bearer', token, expected, 'The bearer token is not the one of the credential.');
}

/** `Authorization: Basic …`. Split at the first colon only, since passwords may contain more. */
export function checkBasic(headers: Headers, secrets: readonly OpenCredential[]): Verdict {
  const expected = secrets.flatMap((secret) =>
    secret.type === 'basic' && secret.password !== '' ? [`${secret.username}:${secret.password}`] : [],
  );
  if (!someSecret(expected)) return noSecret('basic', 'a user and password');
  const value = headers.authorization;
  if (!value) return missing('basic', 'Authorization');
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(value)?.[1];
  const pair = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
  if (!pair?.includes(':'))
    return refusedProof(
      'basic',
      'credentials_malformed',
      'The header Authorization is not "Basic <user:password in base64>".',
    );
  return compare('basic', pair, expected, 'User or password are not those of the credential.');
}

/** The exact value of a named header. `name` is of the trigger; without it the credential names the header. */
export function checkHeader(
  headers: Headers,
  name: string | undefined,
  secrets: readonly OpenCredential[],
): Verdict {
  const named = secrets.find((secret) => secret.type === 'header')?.name;
  const header = name ?? named ?? 'X-Api-Key';
  const expected = secrets.flatMap((secret) =>
    secret.type === 'header' ? [secret.value] : sharedSecrets(secret),
  );
  if (!someSecret(expected)) return noSecret('header', 'a header value');
  const value = headers[header.toLowerCase()];
  if (!value) return missing('header', header);
  return compare('header', value, expected, `The value of ${header} is not the one of the credential.`);
}

function sharedSecrets(secret: OpenCredential): readonly string[] {
  return secret.type === 'signing-secret' ? secret.secrets : [];
}

const someSecret = (expected: readonly string[]) => expected.some((value) => value !== '');

// Hashes of both sides have one length, so neither length nor place of a difference shows in the time.
function compare(
  mode: 'bearer' | 'basic' | 'header',
  given: string,
  expected: readonly string[],
  message: string,
): Verdict {
  const hash = sha256(given);
  let fitting = -1;
  expected.forEach((value, index) => {
    if (timingSafeEqual(hash, sha256(value)) && value !== '' && fitting < 0) fitting = index;
  });
  if (fitting < 0) return refusedProof(mode, 'credentials_wrong', message);
  return { ok: true, mode, verified: true, secret: secretName(fitting), signedAtMs: null };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

function missing(mode: 'bearer' | 'basic' | 'header', header: string): Verdict {
  return refusedProof(
    mode,
    'credentials_missing',
    `The request has no header ${header}. Set it at the sender.`,
  );
}

function noSecret(mode: 'bearer' | 'basic' | 'header', what: string): Verdict {
  return refusedProof(
    mode,
    'credentials_no_secret',
    `Requests must carry ${what}, but the credential to check it is missing, deleted or of another type. Choose one in the step that they are for.`,
  );
}
