import { hash } from 'node:crypto';

/** A key as HMAC uses it: its two padded blocks. */
export type MacKey = { inner: Buffer; outer: Buffer };

const block = 64;

/** A key longer than a block is hashed, a shorter one filled with zeros (RFC 2104). */
export function macKey(key: Uint8Array): MacKey {
  const short = key.length > block ? hash('sha256', key, 'buffer') : key;
  const padded = (pad: number) => {
    const bytes = Buffer.alloc(block, pad);
    for (const [at, byte] of short.entries()) bytes[at] = byte ^ pad;
    return bytes;
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/**
 * HMAC-SHA256 of `<prefix><body>` under a prepared key. `createHmac` makes a key object and a stream for each call,
 * which takes several times as long as the two hashes; a line signs every request with the same key.
 */
export function hmacSha256(
  key: MacKey,
  prefix: string,
  body: Uint8Array,
  encoding: 'hex' | 'base64',
): string {
  const message = Buffer.concat([key.inner, Buffer.from(prefix, 'utf8'), body]);
  return hash('sha256', Buffer.concat([key.outer, hash('sha256', message, 'buffer')]), encoding);
}
