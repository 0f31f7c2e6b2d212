import type { IncomingMessage } from 'node:http';
import { unpackBody } from '@sista/shared/source/unpack-body';

/** How much is kept of a body that is too large, to see who sent it. */
const headBytes = 64 * 1_024;

export type RawBody =
  | { ok: true; raw: Buffer; body: Uint8Array }
  /** `raw` is the head; `size` is how much was announced or had come. */
  | { ok: false; code: 'body_too_large' | 'unsupported_encoding'; message: string; raw: Buffer; size: number }
  /** The sender left, or lied about the length: there is nobody to answer. */
  | { ok: false; code: 'aborted' };

/** Reads a body once, stopping at `maxBytes`, also of what it unpacks to. Signatures are made over `raw`. */
export async function readRawBody(message: IncomingMessage, maxBytes: number): Promise<RawBody> {
  const read = await readUpTo(message, maxBytes);
  if (read === 'aborted') return { ok: false, code: 'aborted' };
  const { raw, size } = read;
  if (size > maxBytes) {
    const limit = `The body is larger than the ${maxBytes} bytes that are taken here. Send less, or raise the limit.`;
    return { ok: false, code: 'body_too_large', message: limit, raw: raw.subarray(0, headBytes), size };
  }
  const unpacked = await unpackBody(raw, message.headers['content-encoding'], maxBytes);
  if (unpacked.ok) return { ok: true, raw, body: unpacked.body };
  return { ...unpacked, raw: raw.subarray(0, headBytes), size: raw.length };
}

function readUpTo(
  message: IncomingMessage,
  maxBytes: number,
): Promise<{ raw: Buffer; size: number } | 'aborted'> {
  const announced = Number(message.headers['content-length'] ?? 0);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: { raw: Buffer; size: number } | 'aborted') => {
      message.off('data', onData).off('end', onEnd).off('error', onLost).off('close', onLost);
      // What still comes is thrown away, or the answer would never be read.
      message.on('error', () => {}).resume();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes || (announced > maxBytes && size >= headBytes))
        finish({ raw: Buffer.concat(chunks), size: Math.max(size, announced) });
    };
    const onEnd = () => finish({ raw: Buffer.concat(chunks), size });
    const onLost = () => finish('aborted');
    message.on('data', onData).on('end', onEnd).on('error', onLost).on('close', onLost);
  });
}
