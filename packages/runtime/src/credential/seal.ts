import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '../db/private-file.ts';

// A sealed secret is: one byte of format (1), 8 bytes that name the key, 12 bytes of nonce, the ciphertext of
// AES-256-GCM, 16 bytes of tag. The name of the key makes "sealed with another key" a sentence and not a guess.
const format = 1;
const keyBytes = 32;
const nonceAt = 9;
const bodyAt = 21;
const tagBytes = 16;

type SealKey = { name: Buffer; secret: Buffer };

/** Newest first: the first one seals, all of them open. */
export type SealKeys = readonly [SealKey, ...SealKey[]];

/** The sealed bytes cannot be opened with the keys at hand; the message says what to do. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * The keys of this installation: `value` is `SISTA_ENCRYPTION_KEY` (base64 of 32 bytes, a comma-separated list
 * while rotating, newest first); without it the file `encryption-key` in the data folder, which is made with mode
 * 0600 on the first start. Throws a `SealError` that names what is wrong with a key, never the key.
 */
export async function openSealKeys(from: { value?: string | undefined; dataDir: string }): Promise<SealKeys> {
  if (from.value) return parseSealKeys(from.value, 'SISTA_ENCRYPTION_KEY');
  const file = join(from.dataDir, 'encryption-key');
  await writePrivateFile(file, `${randomBytes(keyBytes).toString('base64')}\n`);
  return parseSealKeys(await readFile(file, 'utf8'), file);
}

/** `origin` says in errors where the text came from. */
export function parseSealKeys(text: string, origin: string): SealKeys {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, index) => toKey(part, `${origin}, key ${index + 1}`));
  const [newest, ...older] = keys;
  if (!newest) throw new SealError(`${origin} holds no key. It must be base64 of ${keyBytes} bytes.`);
  return [newest, ...older];
}

function toKey(base64: string, origin: string): SealKey {
  const secret = /^[A-Za-z0-9+/_-]+=*$/.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  if (secret.length !== keyBytes) {
    throw new SealError(
      `${origin} is not base64 of ${keyBytes} bytes (it has ${secret.length}). Make one with: openssl rand -base64 32`,
    );
  }
  return { secret, name: createHash('sha256').update('seal-key').update(secret).digest().subarray(0, 8) };
}

/**
 * Seals with the newest key. `context` binds the bytes to their place, such as `credential:<id>`: a row that was
 * copied to another place does not open there.
 */
export function seal(plain: string | Uint8Array, keys: SealKeys, context: string): Uint8Array<ArrayBuffer> {
  const key = keys[0];
  const nonce = randomBytes(bodyAt - nonceAt);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(format), key.name, nonce, body, cipher.getAuthTag()]);
}

/** Opens what `seal` made with the same `context`. Throws a `SealError` when no key fits or a byte was changed. */
export function open(sealed: Uint8Array, keys: SealKeys, context: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < bodyAt + tagBytes || bytes[0] !== format) {
    throw new SealError(`The sealed value of ${context} is damaged. Write the secret again.`);
  }
  const name = bytes.subarray(1, nonceAt);
  const key = keys.find((candidate) => candidate.name.equals(name));
  if (!key) {
    throw new SealError(
      `The secret of ${context} was sealed with another encryption key. Give that key in SISTA_ENCRYPTION_KEY ` +
        '(a comma-separated list, newest first), or write the secret again.',
    );
  }
  const decipher = createDecipheriv('aes-256-gcm', key.secret, bytes.subarray(nonceAt, bodyAt));
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new SealError(`The sealed value of ${context} was changed or moved. Write the secret again.`, {
      cause,
    });
  }
}

/** `open`, as text. */
export function openText(sealed: Uint8Array, keys: SealKeys, context: string): string {
  return open(sealed, keys, context).toString('utf8');
}

/** Eight hex digits by which people tell two secrets apart. */
export function fingerprint(secret: string | Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}
