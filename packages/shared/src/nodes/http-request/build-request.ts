import type { z } from 'zod';
import { headerTexts } from '../../node/config-pieces.ts';
import { jsonText } from '../../node/json-body.ts';
import type { FetchRequest, OpenCredential } from '../../node/step-context.ts';
import type { httpRequest } from './http-request.definition.ts';

export type HttpConfig = z.output<typeof httpRequest.config>;

/** The largest answer that is kept, in bytes: a step's output may have 1 MB as JSON, where text grows. */
export const maxAnswerBytes = 512 * 1024;

/** The request without its credential: what is sent, and what a person is shown when it is held back. */
export function buildRequest(config: HttpConfig): FetchRequest {
  const { content, type } = contentOf(config);
  const headers = headerTexts(config.headers);
  const named = (name: string) => Object.keys(headers).some((own) => own.toLowerCase() === name);
  if (type && !named('content-type')) headers['content-type'] = type;
  if (!named('accept')) headers.accept = 'application/json, text/*;q=0.9, */*;q=0.8';
  return {
    url: addQuery(config.url, config.query),
    method: config.method,
    headers,
    timeoutMs: config.timeoutSeconds * 1_000,
    maxBytes: maxAnswerBytes,
    ...(content === undefined ? {} : { body: content }),
  };
}

/** `key` goes along with every write, also to servers that do not know it. A header that a person set wins. */
export function withSecrets(
  request: FetchRequest,
  credential: OpenCredential | undefined,
  key?: string,
): FetchRequest {
  const own = new Set(Object.keys(request.headers ?? {}).map((name) => name.toLowerCase()));
  const headers = { ...request.headers, ...credentialHeader(credential) };
  if (key !== undefined && !own.has('idempotency-key')) headers['idempotency-key'] = key;
  return { ...request, headers };
}

function credentialHeader(credential: OpenCredential | undefined): Record<string, string> {
  if (credential?.type === 'bearer') return { authorization: `Bearer ${credential.token}` };
  if (credential?.type === 'header') return { [credential.name]: credential.value };
  if (credential?.type !== 'basic') return {};
  const bytes = new TextEncoder().encode(`${credential.username}:${credential.password}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

function contentOf(config: HttpConfig): { content?: string; type?: string } {
  if (config.method === 'GET' || config.method === 'HEAD') return {};
  if (config.body === 'json')
    return { content: jsonText(config.json), type: 'application/json; charset=utf-8' };
  if (config.body === 'text') return { content: config.text ?? '', type: 'text/plain; charset=utf-8' };
  if (config.body !== 'form') return {};
  return { content: parameters(config.form ?? {}).toString(), type: 'application/x-www-form-urlencoded' };
}

function addQuery(url: string, query: HttpConfig['query']): string {
  const added = parameters(query);
  if (added.size === 0) return url;
  const whole = new URL(url);
  for (const [name, value] of added) whole.searchParams.append(name, value);
  return whole.href;
}

function parameters(values: HttpConfig['query']): URLSearchParams {
  const list = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null) list.append(name, String(one));
  return list;
}
