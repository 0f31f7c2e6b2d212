import { createHash } from 'node:crypto';
import type { DedupeText } from '@sista/shared/source/dedupe-texts';

/** 16 bytes of SHA-256, and for how long an equal key counts as the same request. */
export type HashedKey = { key: Uint8Array; windowMs: number };

/** Hashes what makes two requests the same; a key by body covers its bytes as they were received. */
export function hashDedupeKeys(texts: readonly DedupeText[], rawBody: Uint8Array): HashedKey[] {
  return texts.map(({ by, text, windowMs }) => {
    const hash = createHash('sha256').update(`${by}\0${text}\0`);
    if (by === 'body') hash.update(rawBody);
    return { key: hash.digest().subarray(0, 16), windowMs };
  });
}
