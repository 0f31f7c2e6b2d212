import { shortText } from '../../node/config-pieces.ts';
import type { FetchAnswer, FetchRequest } from '../../node/step-context.ts';
import { failed, StepFailed, type StepFailure } from '../../node/step-result.ts';
import type { HttpConfig } from './build-request.ts';

export type HttpOutput = {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  truncated: boolean;
};

/** Throws StepFailed where the config calls the answer's status a failure. */
export function checkStatus(config: HttpConfig, request: FetchRequest, answer: FetchAnswer): void {
  if (config.failOn === 'errors' && (answer.status < 200 || answer.status > 299))
    throw new StepFailed(statusFailure(config, request, answer));
}

/** The answer as the step's output. Throws StepFailed where its body cannot be read as the config asks. */
export function readAnswer(config: HttpConfig, answer: FetchAnswer): HttpOutput {
  const { status, headers, truncated } = answer;
  return { status, headers, body: readBody(config, answer), truncated };
}

function readBody(config: HttpConfig, answer: FetchAnswer): unknown {
  const { text, truncated } = answer;
  const isJson = config.response === 'json' || (config.response === 'auto' && saysJson(answer));
  if (text === '') return null;
  if (!isJson) return text;
  if (truncated) {
    if (config.response === 'auto') return text;
    throw new StepFailed(failed('answer_too_large', tooLarge, { path: 'url' }));
  }
  try {
    return JSON.parse(text);
  } catch {
    const message = `The answer is not JSON. It begins with: ${shortText(text, 120)}`;
    throw new StepFailed(failed('answer_not_json', message, { path: 'response' }));
  }
}

const tooLarge = 'The answer has more than 512 KiB. Ask for fewer entries or fields, such as with ?limit=.';

const saysJson = (answer: FetchAnswer) => /[/+]json\b/i.test(answer.headers['content-type'] ?? '');

/** Statuses after which the same request may succeed later. */
const passing = [408, 425, 429];

function statusFailure(config: HttpConfig, request: FetchRequest, answer: FetchAnswer): StepFailure {
  const { status } = answer;
  const retry = passing.includes(status) || status >= 500;
  const retryAfterMs = retry ? retryAfter(answer.headers) : undefined;
  const path = pathOf(config, status);
  return failed('http_status', sentence(config, request, answer), {
    retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(path === undefined ? {} : { path }),
    details: { status, body: answer.text.slice(0, 2_000) },
  });
}

function sentence(config: HttpConfig, request: FetchRequest, answer: FetchAnswer): string {
  const { host, pathname } = new URL(request.url);
  const said = shortText(answer.text, 200);
  const parts = [`${host} answered ${answer.status} to ${request.method} ${pathname}`];
  if (said) parts.push(`: ${said}`);
  return `${parts.join('')}${/[.!?]$/.test(said) ? '' : '.'}${hint(config, answer)}`;
}

function hint(config: HttpConfig, { status, headers }: FetchAnswer): string {
  if (status >= 300 && status < 400 && headers.location) return ` Enter ${headers.location} instead.`;
  if (status === 401 || status === 403)
    return config.credential
      ? ' Check the credential and what it may do.'
      : ' Choose a credential to sign in with.';
  if (status === 404 || status === 410) return ' Check the address.';
  if (status === 405) return ' Choose another method.';
  return '';
}

function pathOf(config: HttpConfig, status: number): string | undefined {
  if (status === 401 || status === 403) return 'credential';
  if (status === 405) return 'method';
  if ((status >= 300 && status < 400) || status === 404 || status === 410) return 'url';
  if ((status === 400 || status === 422) && config.body !== 'none') return config.body;
  return undefined;
}

/** Ms to wait, from seconds or from a moment, which is read by the clock of the server that named it. */
function retryAfter(headers: Record<string, string>): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const waitMs = Date.parse(text) - Date.parse(headers.date ?? '');
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}
