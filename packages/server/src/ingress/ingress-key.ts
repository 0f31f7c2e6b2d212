import { createHash, randomBytes } from 'node:crypto';

// Crockford's base32 in lower case: no i, l, o, u, so a key survives being read aloud.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const keyLength = 26;
const keyPattern = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** 128 random bits in 26 signs. */
export function newIngressKey(): string {
  let bits = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let key = '';
  for (let place = 0; place < keyLength; place += 1) {
    key = alphabet[Number(bits & 31n)] + key;
    bits >>= 5n;
  }
  return key;
}

/** Whether a text can be a key at all; others are not worth a question to the database. */
export function isIngressKey(text: string): boolean {
  return keyPattern.test(text);
}

/** What finds an ingress: a copy of the database fires nothing. */
export function hashIngressKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The context under which the key of an ingress is sealed. */
export const ingressSealContext = (ingressId: string) => `ingress:${ingressId}`;

export type IngressKey = { key: string; keyHash: Buffer; keySealed: Uint8Array };

/** A fresh key for the ingress with this UUID, with what its row stores. `seal` is the runtime's. */
export function createIngressKey(
  ingressId: string,
  seal: (plain: string, context: string) => Uint8Array,
): IngressKey {
  const key = newIngressKey();
  return { key, keyHash: hashIngressKey(key), keySealed: seal(key, ingressSealContext(ingressId)) };
}

/** The address that people hand out. */
export function ingressUrl(publicUrl: string, key: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/in/${key}`;
}
