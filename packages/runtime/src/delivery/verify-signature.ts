import { timingSafeEqual } from 'node:crypto';
import { type SigningKeys, signingKeys, sistaMac, standardMac } from './sign-request.ts';

/** A secret and what people call it. */
export type NamedSecret = { name: string; secret: string };

export type SignatureFamily = 'x-sista' | 'standard-webhooks' | 'svix';
export type SignatureReason =
  | 'signature_malformed'
  | 'signature_too_old'
  | 'signature_from_the_future'
  | 'signature_mismatch'
  | 'no_secret';

/** What one family of headers on a request says. */
export type SignatureCheck =
  | { family: SignatureFamily; ok: true; secret: string }
  | { family: SignatureFamily; ok: false; reason: SignatureReason; message: string };

type Signed = { timestamp: string; macs: string[]; macOf: (keys: SigningKeys) => string };
type Headers = Readonly<Record<string, string | undefined>>;

/** Seconds that the sender's clock may differ from ours, in both directions. */
export const toleranceS = 300;

/**
 * Checks every family that the request carries; a request without any gives an empty list. `headers` have names in
 * lower case, `body` is the raw body. Comparisons take the same time wherever a difference lies.
 */
export function checkSignatures(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly NamedSecret[],
  nowMs: number,
): SignatureCheck[] {
  const checks: SignatureCheck[] = [];
  const sista = headers['x-sista-signature'];
  if (sista !== undefined) checks.push(check('x-sista', sistaParts(sista, body), secrets, nowMs));
  for (const [family, prefix] of [
    ['standard-webhooks', 'webhook'],
    ['svix', 'svix'],
  ] as const) {
    if (headers[`${prefix}-signature`] === undefined) continue;
    checks.push(check(family, standardParts(headers, prefix, body), secrets, nowMs));
  }
  return checks;
}

/** `t=1700000000,v1=<hex>[,v1=<hex>]` */
function sistaParts(header: string, body: Uint8Array): Signed | undefined {
  const parts = header.split(',').map((part) => part.trim().split('=', 2) as [string, string?]);
  const values = (name: string) => parts.filter(([key]) => key === name).map(([, value]) => value ?? '');
  const [timestamp, ...others] = values('t');
  const macs = values('v1');
  if (timestamp === undefined || others.length > 0 || macs.length === 0) return undefined;
  return { timestamp, macs, macOf: (keys) => sistaMac(keys, timestamp, body) };
}

/** `webhook-id`, `webhook-timestamp` and `v1,<base64>[ v1,<base64>]` */
function standardParts(headers: Headers, prefix: string, body: Uint8Array): Signed | undefined {
  const id = headers[`${prefix}-id`];
  const timestamp = headers[`${prefix}-timestamp`];
  const entries = (headers[`${prefix}-signature`] ?? '').split(' ').map((entry) => entry.split(',', 2));
  const macs = entries.flatMap(([version, mac]) => (version === 'v1' && mac ? [mac] : []));
  if (!id || timestamp === undefined || macs.length === 0) return undefined;
  return { timestamp, macs, macOf: (keys) => standardMac(keys, id, timestamp, body) };
}

function check(
  family: SignatureFamily,
  signed: Signed | undefined,
  secrets: readonly NamedSecret[],
  nowMs: number,
): SignatureCheck {
  const refuse = (reason: SignatureReason, message: string) =>
    ({ family, ok: false, reason, message }) as const;
  if (signed === undefined || !/^\d{1,12}$/.test(signed.timestamp)) {
    return refuse('signature_malformed', `A part is missing or not readable. Expected ${expected[family]}.`);
  }
  if (secrets.length === 0)
    return refuse('no_secret', 'There is no secret to compare with. Create one first.');
  const fitting = secrets.find(({ secret }) => {
    const right = signed.macOf(signingKeys(secret));
    return signed.macs.some((mac) => equal(mac, right));
  });
  if (fitting === undefined) {
    return refuse(
      'signature_mismatch',
      'No known secret gives this signature: another secret, or the body was changed on its way.',
    );
  }
  const ageS = Math.round(nowMs / 1_000) - Number(signed.timestamp);
  if (ageS > toleranceS)
    return refuse(
      'signature_too_old',
      `Signed ${ageS} s ago with ${fitting.name}; at most ${toleranceS} s are accepted.`,
    );
  if (ageS < -toleranceS) {
    return refuse(
      'signature_from_the_future',
      `Signed with ${fitting.name} by a clock that is ${-ageS} s ahead of ours.`,
    );
  }
  return { family, ok: true, secret: fitting.name };
}

const expected: Record<SignatureFamily, string> = {
  'x-sista': 't=<seconds>,v1=<hex>',
  'standard-webhooks': 'webhook-id, webhook-timestamp in seconds and webhook-signature v1,<base64>',
  svix: 'svix-id, svix-timestamp in seconds and svix-signature v1,<base64>',
};

function equal(found: string, right: string): boolean {
  const left = Buffer.from(found);
  const wanted = Buffer.from(right);
  return left.length === wanted.length && timingSafeEqual(left, wanted);
}
