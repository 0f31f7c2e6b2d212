import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OpenCredential } from '../node/step-context.ts';
import { firstHeader, readPart } from './request-part.ts';
import type { AuthScheme, HmacScheme } from './scheme.schema.ts';
import { type ReceivedRequest, readSignatureHeader, signedMessage } from './signed-message.ts';
import { checkSignedTime, signedTimeMs } from './signed-time.ts';
import { type RefusedProof, refusedProof, secretName, type Verdict } from './verdict.ts';
import { checkBasic, checkBearer, checkHeader } from './verify-token.reader.ts';

/**
 * Judges who sent a request: the one verifier behind every source and generic trigger. `secrets` are opened
 * credentials, the current one first; all values are tried. `nowMs` is ms since the epoch. Never throws.
 */
export function verifyRequest(
  scheme: AuthScheme,
  request: ReceivedRequest,
  secrets: readonly OpenCredential[],
  nowMs: number,
): Verdict {
  if (scheme.mode === 'none')
    return { ok: true, mode: 'none', verified: false, secret: null, signedAtMs: null };
  if (scheme.mode === 'bearer') return checkBearer(request.headers, secrets);
  if (scheme.mode === 'basic') return checkBasic(request.headers, secrets);
  if (scheme.mode === 'header') return checkHeader(request.headers, scheme.header, secrets);
  return checkSignature(scheme, request, secrets, nowMs);
}

type SignedParts = { signatures: Buffer[]; timestamp: string; signedAtMs: number | null; id: string };

function checkSignature(
  scheme: HmacScheme,
  request: ReceivedRequest,
  secrets: readonly OpenCredential[],
  nowMs: number,
): Verdict {
  const keys = hmacKeys(scheme.key, secrets);
  if (!keys.some((key) => key.length > 0))
    return no(
      'signature_no_secret',
      'Requests must be signed, but the secret to check it is missing, deleted or empty. Choose one in the step that they are for.',
    );
  const parts = readParts(scheme, request);
  if ('ok' in parts) return parts;
  const message = signedMessage(
    scheme.message,
    {
      timestamp: parts.timestamp,
      id: parts.id,
      method: request.method,
      url: request.url,
      path: request.path,
      query: request.query,
    },
    request.rawBody,
  );
  const fitting = keys.findIndex(
    (key) => key.length > 0 && fits(scheme.algorithm, key, message, parts.signatures),
  );
  if (fitting < 0)
    return no(
      'signature_mismatch',
      'The signature does not fit body and secret. Compare the secret, and whether something rewrites the body on its way.',
    );
  const untimely =
    parts.signedAtMs === null ? undefined : checkSignedTime(parts.signedAtMs, nowMs, scheme.toleranceSeconds);
  if (untimely) return untimely;
  return {
    ok: true,
    mode: 'hmac',
    verified: true,
    secret: secretName(fitting),
    signedAtMs: parts.signedAtMs,
  };
}

/** Header, time and id as the scheme finds them, or why they are not there. */
function readParts(scheme: HmacScheme, request: ReceivedRequest): SignedParts | RefusedProof {
  const names = typeof scheme.header === 'string' ? [scheme.header] : scheme.header;
  const value = firstHeader(names, request.headers);
  if (value === null) return no('signature_missing', `The request has no header ${names.join(' or ')}.`);
  const header = readSignatureHeader(value, scheme.parse);
  const signatures = header.signatures
    .map((text) => decodeSignature(text, scheme))
    .filter((signature) => signature !== undefined);
  if (signatures.length === 0)
    return no(
      'signature_malformed',
      `The header ${names[0]} holds no ${scheme.algorithm} signature in ${scheme.encoding}.`,
    );
  const find = partFinder(request);
  const time = readTime(scheme, header.timestamp, find);
  if ('ok' in time) return time;
  const id = scheme.id === undefined ? '' : find(scheme.id);
  if (id === null && scheme.message.includes('{id}'))
    return no('signature_missing', `The request has no id where the scheme reads it: ${scheme.id}.`);
  return { signatures, ...time, id: id ?? '' };
}

function readTime(
  scheme: HmacScheme,
  pair: string | null,
  find: (part: string) => string | null,
): { timestamp: string; signedAtMs: number | null } | RefusedProof {
  if (scheme.timestamp === undefined) return { timestamp: '', signedAtMs: null };
  const { from, unit } = scheme.timestamp;
  const timestamp = from === 'pair' ? pair : find(from);
  if (timestamp === null)
    return from === 'pair'
      ? no('signature_malformed', 'The signature header holds no time.')
      : no('signature_missing', `The request has no time where the scheme reads it: ${from}.`);
  const signedAtMs = signedTimeMs(timestamp, unit);
  if (signedAtMs === null)
    return no('signature_malformed', `The signed time "${timestamp.slice(0, 40)}" is not a time in ${unit}.`);
  return { timestamp, signedAtMs };
}

/** Parses the body only for schemes that read time or id from it, and at most once. */
function partFinder(request: ReceivedRequest): (part: string) => string | null {
  let body: { value: unknown } | undefined;
  return (part) => {
    if (part.startsWith('json:')) body ??= { value: parseQuietly(request.rawBody) };
    return readPart(part, { headers: request.headers, body: body?.value });
  };
}

function parseQuietly(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

const digestBytes = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** Only the one canonical text of a digest is taken: other spellings are what forgers and broken proxies send. */
function decodeSignature(text: string, { encoding, algorithm }: HmacScheme): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  const canonical = bytes.toString(encoding);
  const given = encoding === 'base64url' ? text.replace(/=+$/, '') : text;
  return bytes.length === digestBytes[algorithm] && canonical === given ? bytes : undefined;
}

function fits(algorithm: string, key: Buffer, message: Uint8Array, signatures: readonly Buffer[]): boolean {
  const expected = createHmac(algorithm, key).update(message).digest();
  return signatures.filter((signature) => timingSafeEqual(signature, expected)).length > 0;
}

function hmacKeys(form: HmacScheme['key'], secrets: readonly OpenCredential[]): Buffer[] {
  const texts = secrets.flatMap((secret) => (secret.type === 'signing-secret' ? secret.secrets : []));
  return texts.map((text) => {
    if (form === 'utf8') return Buffer.from(text, 'utf8');
    if (form === 'whsec') return Buffer.from(text.replace(/^whsec_/, ''), 'base64');
    return Buffer.from(text, form);
  });
}

function no(code: RefusedProof['code'], message: string): RefusedProof {
  return refusedProof('hmac', code, message);
}
