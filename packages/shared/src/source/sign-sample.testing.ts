import { createHmac } from 'node:crypto';
import type { OpenCredential } from '../node/step-context.ts';
import { readPart } from './request-part.ts';
import type { AuthScheme } from './scheme.schema.ts';
import { type ReceivedRequest, signedMessage } from './signed-message.ts';

/**
 * The headers that a sender adds so that `scheme` accepts the request, signed with the first secret at `nowMs`.
 * Where the scheme reads its id from a header that is not there yet, a fresh one is added.
 */
export function signRequest(
  scheme: AuthScheme,
  request: ReceivedRequest,
  secret: OpenCredential,
  nowMs: number,
): Record<string, string> {
  if (secret.type === 'bearer') return { authorization: `Bearer ${secret.token}` };
  if (secret.type === 'header') return { [secret.name.toLowerCase()]: secret.value };
  if (secret.type === 'basic')
    return {
      authorization: `Basic ${Buffer.from(`${secret.username}:${secret.password}`).toString('base64')}`,
    };
  if (scheme.mode !== 'hmac' || secret.type !== 'signing-secret') return {};
  const added: Record<string, string> = {};
  const timestamp = timeText(scheme.timestamp?.unit ?? 's', nowMs);
  if (scheme.timestamp?.from.startsWith('header:')) added[headerOf(scheme.timestamp.from)] = timestamp;
  if (scheme.id?.startsWith('header:') && !request.headers[headerOf(scheme.id)])
    added[headerOf(scheme.id)] = `msg_${nowMs}`;
  const headers = { ...request.headers, ...added };
  const inBody = scheme.id?.startsWith('json:') ?? false;
  const body: unknown = inBody ? JSON.parse(Buffer.from(request.rawBody).toString('utf8')) : null;
  const id = scheme.id ? (readPart(scheme.id, { headers, body }) ?? '') : '';
  const { method, url, path, query } = request;
  const message = signedMessage(scheme.message, { timestamp, id, method, url, path, query }, request.rawBody);
  const text = secret.secrets[0] ?? '';
  const key =
    scheme.key === 'whsec'
      ? Buffer.from(text.replace('whsec_', ''), 'base64')
      : Buffer.from(text, scheme.key);
  const signature = createHmac(scheme.algorithm, key).update(message).digest(scheme.encoding);
  const name = typeof scheme.header === 'string' ? scheme.header : (scheme.header[0] as string);
  return { ...added, [name.toLowerCase()]: inHeader(scheme, signature, timestamp) };
}

const headerOf = (part: string) => part.slice(7).split('|')[0]?.toLowerCase() ?? '';

function timeText(unit: 's' | 'ms' | 'iso', nowMs: number): string {
  if (unit === 'iso') return new Date(nowMs).toISOString();
  return String(unit === 's' ? Math.floor(nowMs / 1_000) : nowMs);
}

function inHeader(scheme: AuthScheme & { mode: 'hmac' }, signature: string, timestamp: string): string {
  const form = scheme.parse;
  if (form === undefined) return signature;
  if (!('pairs' in form)) return `${form.prefix}${signature}`;
  const time = form.timestamp ? [`${form.timestamp}=${timestamp}`] : [];
  return [...time, `${form.signature}=${signature}`].join(form.pairs);
}
