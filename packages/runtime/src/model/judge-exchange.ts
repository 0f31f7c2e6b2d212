import type { OutboundAnswer } from '../http/outbound.ts';
import type { LostCall, LostCode } from './model-call.types.ts';

type Provider = { name: string; apiKey: string | null };

/**
 * What a call that gave no answer means: whether the provider may have charged for it, and what a person should do.
 * Undefined means that nothing was sent.
 */
export function judgeExchange(exchange: OutboundAnswer | undefined, provider: Provider): LostCall {
  const { name } = provider;
  if (!exchange)
    return lost(
      'released',
      'rejected',
      `The request to ${name} could not be built. Check the model's settings.`,
    );
  if (!exchange.ok) return judgeFailure(exchange.class, scrub(exchange.message, provider), name);
  const { status } = exchange;
  const said = scrub(sentenceOf(exchange.body.toString('utf8')), provider);
  if (status === 401 || status === 403)
    return lost(
      'released',
      'unauthorized',
      `${name} refused the key (${status})${said}. Enter a valid key and check the provider.`,
    );
  if (
    status === 413 ||
    (status === 400 && /context|too long|too large|maximum.{0,20}(length|tokens)|token limit/i.test(said))
  )
    return lost('released', 'too_long', `The request was too long for the model${said}.`);
  if (status === 504) return lost('unknown', 'timeout', `${name} ran out of time (504)${said}.`);
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500)
    return lost(
      'released',
      'busy',
      `${name} could not answer (${status})${said}.`,
      retryAfterOf(exchange.headers),
    );
  if (status >= 200 && status < 300)
    return lost(
      'unknown',
      'bad_answer',
      `${name} answered ${status} with something that is no model answer.`,
    );
  return lost('released', 'rejected', `${name} rejected the request (${status})${said}.`);
}

function judgeFailure(failure: string, message: string, name: string): LostCall {
  if (failure === 'blocked') return lost('released', 'rejected', message);
  if (failure === 'dns' || failure === 'connect' || failure === 'tls')
    return lost('released', 'unreachable', `${name} could not be reached: ${message}`);
  if (failure === 'timeout') return lost('unknown', 'timeout', `${name} did not answer in time.`);
  return lost('unknown', 'dropped', `The connection to ${name} ended before the answer was there.`);
}

function lost(
  outcome: LostCall['outcome'],
  code: LostCode,
  message: string,
  retryAfterMs: number | null = null,
): LostCall {
  return { kind: 'lost', outcome, code, message, retryAfterMs };
}

/** The provider's own sentence, ": …", cut; empty where its answer is not the usual JSON. */
function sentenceOf(body: string): string {
  try {
    const { error, message } = JSON.parse(body) as {
      error?: { message?: unknown } | string;
      message?: unknown;
    };
    const said = typeof error === 'object' && error !== null ? error.message : (error ?? message);
    return typeof said === 'string' && said !== ''
      ? `: ${said.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300)}`
      : '';
  } catch {
    return '';
  }
}

// Some providers repeat the key that they refuse.
function scrub(text: string, { apiKey }: Provider): string {
  const known = apiKey === null || apiKey.length < 4 ? text : text.replaceAll(apiKey, '(key)');
  return known.replace(/\b(sk|key|api)[-_][A-Za-z0-9*_-]{6,}/g, '(key)');
}

const maxRetryAfterMs = 60 * 60 * 1000;

/** `Retry-After` in seconds or as a date, `retry-after-ms` as some providers send it; null when absent or wrong. */
function retryAfterOf(headers: ReadonlyArray<readonly [string, string]>): number | null {
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const exact = Number(named('retry-after-ms') ?? Number.NaN);
  const seconds = named('retry-after');
  const ms = Number.isFinite(exact) ? exact : Number(seconds ?? Number.NaN) * 1_000;
  if (Number.isFinite(ms)) return Math.min(Math.max(0, ms), maxRetryAfterMs);
  const date = named('date');
  const until = seconds === undefined ? Number.NaN : Date.parse(seconds) - Date.parse(date ?? '');
  return Number.isFinite(until) ? Math.min(Math.max(0, until), maxRetryAfterMs) : null;
}
