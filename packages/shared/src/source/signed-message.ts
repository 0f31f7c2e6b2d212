import type { HmacScheme, MessagePlaceholder } from './scheme.schema.ts';

/** A request as it was received; nothing is unpacked or parsed. Header names are in lower case. */
export type ReceivedRequest = {
  method: string;
  /** The public address, then path and query as received; never made from the `Host` header. */
  url: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  rawBody: Uint8Array;
};

/** Joins the signed message as bytes: a body that is not text is signed all the same. */
export function signedMessage(
  template: string,
  parts: Readonly<Record<Exclude<MessagePlaceholder, 'body'>, string>>,
  rawBody: Uint8Array,
): Uint8Array {
  const encoder = new TextEncoder();
  const pieces = template.split(/\{(timestamp|id|method|url|path|query|body)\}/);
  const bytes = pieces.map((piece, index) => {
    if (index % 2 === 0) return encoder.encode(piece);
    if (piece === 'body') return rawBody;
    return encoder.encode(parts[piece as Exclude<MessagePlaceholder, 'body'>]);
  });
  return joinBytes(bytes);
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export type SignatureHeader = { signatures: readonly string[]; timestamp: string | null };

/** Takes the signature header apart. No signature in it: the list is empty. */
export function readSignatureHeader(value: string, form: HmacScheme['parse']): SignatureHeader {
  if (form === undefined) return { signatures: [value.trim()], timestamp: null };
  if ('pairs' in form) return readPairs(value, form);
  if ('list' in form) return { signatures: withPrefix(value.split(form.list), form.prefix), timestamp: null };
  return { signatures: withPrefix([value], form.prefix), timestamp: null };
}

function readPairs(
  value: string,
  form: { pairs: string; signature: string; timestamp?: string | undefined },
): SignatureHeader {
  const signatures: string[] = [];
  let timestamp: string | null = null;
  for (const pair of value.split(form.pairs)) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at < 0) continue;
    if (name === form.signature) signatures.push(pair.slice(at + 1).trim());
    if (name === form.timestamp) timestamp = pair.slice(at + 1).trim();
  }
  return { signatures, timestamp };
}

function withPrefix(entries: readonly string[], prefix: string): string[] {
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry.startsWith(prefix) && entry.length > prefix.length)
    .map((entry) => entry.slice(prefix.length));
}
