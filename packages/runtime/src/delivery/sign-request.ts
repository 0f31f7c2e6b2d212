import { hmacSha256, type MacKey, macKey } from '../credential/hmac-sha256.ts';

/** The keys of one secret. The families differ in what they take as key, so that each library gets what it expects. */
export type SigningKeys = { text: MacKey; decoded: MacKey };

/**
 * `whsec_` and base64: Stripe-style verifiers key with the whole text, the Standard Webhooks libraries with the
 * decoded bytes. A secret without that prefix keys both with its UTF-8 bytes, the libraries' raw format.
 */
export function signingKeys(secret: string): SigningKeys {
  const known = derived.get(secret);
  if (known) return known;
  const keys = deriveKeys(secret);
  if (derived.size >= mostDerived) derived.clear();
  derived.set(secret, keys);
  return keys;
}

// A line signs every request with the same one or two secrets, which it holds in memory anyway.
const derived = new Map<string, SigningKeys>();
const mostDerived = 1_000;

function deriveKeys(secret: string): SigningKeys {
  const text = Buffer.from(secret, 'utf8');
  const decoded = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : text;
  return { text: macKey(text), decoded: macKey(decoded) };
}

/** Hex HMAC-SHA256 of `<t>.<body>`: the value of `v1` in `X-Sista-Signature`. */
export function sistaMac(keys: SigningKeys, timestampS: number | string, body: Uint8Array): string {
  return hmacSha256(keys.text, `${timestampS}.`, body, 'hex');
}

/** Base64 HMAC-SHA256 of `<id>.<t>.<body>`: the value of `v1` in `webhook-signature`. */
export function standardMac(
  keys: SigningKeys,
  id: string,
  timestampS: number | string,
  body: Uint8Array,
): string {
  return hmacSha256(keys.decoded, `${id}.${timestampS}.`, body, 'base64');
}

/**
 * The signature headers of one attempt. `id` is the event's outside id, `body` the bytes that are sent,
 * `secrets` those that sign now, newest first: during a rotation the receiver may have either.
 */
export function signRequest(
  id: string,
  timestampS: number,
  body: Uint8Array,
  secrets: readonly string[],
): { 'X-Sista-Signature': string; 'webhook-signature': string } {
  const keys = secrets.map(signingKeys);
  const sista = keys.map((key) => `v1=${sistaMac(key, timestampS, body)}`);
  const standard = keys.map((key) => `v1,${standardMac(key, id, timestampS, body)}`);
  return {
    'X-Sista-Signature': [`t=${timestampS}`, ...sista].join(','),
    'webhook-signature': standard.join(' '),
  };
}
