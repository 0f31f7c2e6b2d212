import type { CaptureDetail } from '@sista/shared/capture/capture.schema';

export type Sample = { title: string; payload: unknown; headers?: Record<string, string> };

const notSent = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding']);

/**
 * A kept request as the sample of its flow. Headers of the connection, and those whose values were masked, are left
 * out: they would not be true any more. Throws where the body is no text or was not kept whole.
 */
export function sampleOfCapture(
  capture: Pick<CaptureDetail, 'title' | 'receivedAt' | 'body' | 'headers'>,
): Sample {
  const { title, receivedAt, body, headers } = capture;
  if (!body) throw new Error('The body of this request is no longer kept. Choose a newer one.');
  if (body.encoding === 'base64' || body.truncated)
    throw new Error('This request is no text, or too large to be a sample. Choose another one.');
  const kept = Object.entries(headers).filter(([name, value]) => !notSent.has(name) && !isMasked(value));
  return {
    title: title ?? `Received ${new Date(receivedAt).toLocaleString()}`,
    payload: parsedBody(body.text),
    headers: Object.fromEntries(kept),
  };
}

const isMasked = (value: string) => value === '[secret]' || /^(sha256|fingerprint):/.test(value);

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
