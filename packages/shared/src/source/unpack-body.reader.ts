import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

export type UnpackedBody =
  | { ok: true; body: Uint8Array }
  | { ok: false; code: 'unsupported_encoding' | 'body_too_large'; message: string };

/** Unpacks a body by its `Content-Encoding`, at most to `maxBytes`, so that a small bomb stays small. */
export async function unpackBody(
  raw: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<UnpackedBody> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity' || raw.length === 0) return { ok: true, body: raw };
  const unpack = Object.hasOwn(unpackers, name) ? unpackers[name as keyof typeof unpackers] : undefined;
  if (!unpack)
    return unsupported(
      `The body is packed as ${name.slice(0, 40)}. Send it plain, or as gzip, deflate or br.`,
    );
  try {
    return { ok: true, body: await unpack(raw, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      return {
        ok: false,
        code: 'body_too_large',
        message: `The body is larger than ${maxBytes} bytes when unpacked.`,
      };
    return unsupported(`The body says that it is packed as ${name}, but it is not.`);
  }
}

function unsupported(message: string): UnpackedBody {
  return { ok: false, code: 'unsupported_encoding', message };
}
