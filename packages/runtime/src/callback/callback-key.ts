import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { SealKeys } from '../credential/seal.ts';

// A key is `cb_` and base64url of: the run's UUID (16 bytes), a MAC (16 bytes), then `<node id>` or `<node id>|<path>`.
// So it needs no row, exists before its step waits, and every evaluation gives the same.
const prefix = 'cb_';
const uuidBytes = 16;
const macBytes = 16;
const placeAt = uuidBytes + macBytes;

/** A waiting step of a run (UUID); `path` is '' outside of loops, '3' inside item 3. */
export type CallbackPlace = { runId: string; nodeId: string; path: string };

/** Whether the key of an address is meant for a waiting step; it may still be forged. */
export const isCallbackKey = (key: string): boolean => key.startsWith(prefix);

/** The address that answers this step: `<publicUrl>/in/cb_…`. The newest of the keys signs it. */
export function callbackUrl(publicUrl: string, sealKeys: SealKeys, place: CallbackPlace): string {
  const run = Buffer.from(place.runId.replaceAll('-', ''), 'hex');
  const text = Buffer.from(place.path === '' ? place.nodeId : `${place.nodeId}|${place.path}`);
  const mac = macOf(sealKeys[0], run, text);
  return `${publicUrl.replace(/\/+$/, '')}/in/${prefix}${Buffer.concat([run, mac, text]).toString('base64url')}`;
}

/** Whose address it is, or undefined for a text that we did not make: any key of the list may have signed it. */
export function readCallbackKey(key: string, sealKeys: SealKeys): CallbackPlace | undefined {
  if (!isCallbackKey(key)) return undefined;
  const text = key.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64url');
  // The last sign may hold bits that stand for nothing: only the one canonical spelling is taken.
  if (bytes.length <= placeAt || bytes.toString('base64url') !== text) return undefined;
  const run = bytes.subarray(0, uuidBytes);
  const mac = bytes.subarray(uuidBytes, placeAt);
  const place = bytes.subarray(placeAt);
  if (!sealKeys.some((sealKey) => timingSafeEqual(mac, macOf(sealKey, run, place)))) return undefined;
  const [nodeId = '', path = ''] = place.toString().split('|');
  return { runId: uuidOf(run), nodeId, path };
}

// The key that seals secrets signs nothing itself: what is derived from it for this one purpose does.
const derived = new WeakMap<SealKeys[number], Buffer>();

function signingKey(sealKey: SealKeys[number]): Buffer {
  const known = derived.get(sealKey);
  if (known) return known;
  const key = Buffer.from(hkdfSync('sha256', sealKey.secret, '', 'sista callback addresses', 32));
  derived.set(sealKey, key);
  return key;
}

function macOf(sealKey: SealKeys[number], run: Uint8Array, place: Uint8Array): Buffer {
  return createHmac('sha256', signingKey(sealKey)).update(run).update(place).digest().subarray(0, macBytes);
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
