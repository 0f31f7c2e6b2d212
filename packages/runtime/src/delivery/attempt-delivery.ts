import { hash } from 'node:crypto';
import type { AttemptOutcome, DeliveryReason } from '@sista/shared/delivery/delivery-reason';
import { isSecretHeader } from '@sista/shared/endpoint/endpoint.schema';
import { toId } from '@sista/shared/ids';
import { fingerprint } from '../credential/seal.ts';
import { type EventRow, fillBody } from '../event/fill-body.ts';
import type { AnsweredRequest, Outbound, OutboundAnswer } from '../http/outbound.ts';
import type { ClaimedDelivery } from './claim-due.ts';
import { type AttemptAnswer, type AttemptVerdict, decideAttempt, retryAfterAt } from './decide-attempt.ts';
import type { LineEndpoint } from './load-endpoint.ts';
import type { SendSlot } from './sealed-slot.ts';
import { signRequest } from './sign-request.ts';
import type { Signers } from './signing-secret.ts';

/** What an attempt leaves: the row of the ladder and the exchange behind it. */
export type AttemptRecord = {
  startedAt: number;
  ms: number;
  outcome: AttemptOutcome;
  httpStatus: number | null;
  error: string | null;
  url: string;
  remote: string | null;
  /** dns, connect, tls, first byte, total. */
  timings: (number | null)[];
  /** Secret values masked. */
  requestHeaders: [string, string][];
  responseHeaders: [string, string][] | null;
  responseBody: Buffer | null;
  truncated: 'size' | 'time' | 'closed' | null;
};

export type AttemptResult = { verdict: AttemptVerdict; record: AttemptRecord };

export type AttemptInput = {
  claimed: ClaimedDelivery & { event: EventRow };
  endpoint: LineEndpoint;
  signers: Signers;
  slot: SendSlot;
  body: Buffer;
  throttles: number;
  outbound: Outbound;
  now: () => number;
  signal: AbortSignal;
};

const keptAnswerBytes = 64 * 1_024;
const answerMs = 2_000;

/** The bytes of a delivery, and their hash. */
export function bodyOf(event: EventRow, endpointId: string): { body: Buffer; sha256: Buffer } {
  const body = Buffer.from(fillBody(event, endpointId), 'utf8');
  return { body, sha256: hash('sha256', body, 'buffer') };
}

/** Signs and sends once, and says what the answer means. The bytes that are signed are the bytes that are sent. */
export async function attemptDelivery(input: AttemptInput): Promise<AttemptResult> {
  const { claimed, endpoint, slot, body, outbound, signal } = input;
  const startedAt = input.now();
  const headers = headersOf(input, startedAt);
  const url = claimed.url ?? endpoint.url;
  const seconds = claimed.url === null ? endpoint.timeoutSeconds : slot.timeoutSeconds;
  const request = {
    url,
    method: 'POST',
    headers,
    body,
    timeoutMs: seconds * 1_000,
    maxBytes: keptAnswerBytes,
  };
  const answer = await outbound.request({ ...request, bodyMs: answerMs, reconnect: true, signal });
  const now = input.now();
  const verdict = decideAttempt(meaningOf(answer, now), {
    deliveryId: claimed.id,
    step: claimed.step,
    deadlineAt: claimed.deadlineAt,
    implicit: endpoint.implicit,
    throttles: input.throttles,
    now,
  });
  return { verdict, record: recordOf(input, answer, verdict, { url, headers, startedAt }) };
}

/** A delivery that cannot be sent as it is: parked, with nothing sent and no attempt recorded. */
export function unsendable(claimed: ClaimedDelivery, reason: DeliveryReason): AttemptVerdict {
  const nothing = {
    outcome: 'unknown',
    nextAt: undefined,
    disable: undefined,
    line: { kind: 'none' },
  } as const;
  return { ...nothing, status: 'parked', reason, step: claimed.step };
}

function headersOf(input: AttemptInput, nowMs: number): Record<string, string> {
  const { claimed, endpoint, signers, slot, body } = input;
  const { event } = claimed;
  const id = toId('event', event.id);
  const timestampS = Math.floor(nowMs / 1_000);
  const secrets = slot.signed ? signers.secrets : [];
  const signatures = secrets.length === 0 ? {} : signRequest(id, timestampS, body, secrets);
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'User-Agent': 'Sista-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    ...signatures,
    'X-Sista-Event': event.type,
    'X-Sista-Delivery': toId('delivery', claimed.id),
    'X-Sista-Attempt': String(claimed.attempt),
    'Idempotency-Key': id,
    traceparent: traceparentOf(claimed),
    ...(claimed.replayNo > 0 ? { 'X-Sista-Replay': 'true' } : {}),
    ...(event.origin === 'test' ? { 'X-Sista-Test': 'true' } : {}),
    ...(event.causeId === null ? {} : { 'X-Sista-Causation': toId('event', event.causeId) }),
    ...(isPlain(input) ? {} : overriding([endpoint.headers, slot.headers, signers.headers])),
  };
}

/** Most sends have no headers of their own. */
function isPlain({ endpoint, slot, signers }: AttemptInput): boolean {
  for (const headers of [endpoint.headers, slot.headers, signers.headers])
    for (const _ in headers) return false;
  return true;
}

/** Later ones win, whatever the case of their names: two of one name would be two values. */
function overriding(sets: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const byName = new Map<string, [string, string]>();
  for (const [name, value] of sets.flatMap(Object.entries<string>))
    byName.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(byName.values());
}

/** The trace is the run's, so that a receiver's spans hang below it; each attempt is a span of its own. */
function traceparentOf(claimed: ClaimedDelivery & { event: EventRow }): string {
  const trace = (claimed.event.runId ?? claimed.event.id).replaceAll('-', '');
  // The end of a delivery's id is a hash already.
  const span = `${claimed.id.slice(24)}${claimed.attempt.toString(16).padStart(4, '0')}`;
  return `00-${trace}-${span}-01`;
}

function meaningOf(answer: OutboundAnswer, now: number): AttemptAnswer {
  if (!answer.ok) return { kind: 'failed', class: answer.class };
  const asked = headerOf(answer, 'webhook-delivery')?.trim();
  const directive = asked === 'abort-message' || asked === 'disable' ? asked : undefined;
  const retryAt = retryAfterAt(headerOf(answer, 'retry-after'), now);
  return { kind: 'answered', status: answer.status, retryAfterAt: retryAt, directive };
}

function recordOf(
  input: AttemptInput,
  answer: OutboundAnswer,
  verdict: AttemptVerdict,
  sent: { url: string; headers: Record<string, string>; startedAt: number },
): AttemptRecord {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = answer.timings;
  return {
    startedAt: sent.startedAt,
    ms: totalMs,
    outcome: verdict.outcome,
    httpStatus: answer.ok ? answer.status : null,
    error: sentenceOf(answer),
    url: sent.url,
    remote: answer.remoteAddress,
    timings: [dnsMs, connectMs, tlsMs, firstByteMs, totalMs],
    requestHeaders: masked(sent.headers, Object.keys(input.signers.headers)),
    responseHeaders: answer.ok ? answer.headers : null,
    responseBody: answer.ok ? answer.body : null,
    truncated: answer.ok ? answer.truncated : null,
  };
}

/** What happened, for people; null after a success. */
function sentenceOf(answer: OutboundAnswer): string | null {
  if (!answer.ok) return answer.message;
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'The endpoint answered 410: it is gone and wants nothing more.';
  if (status === 429 || status === 503) return `The endpoint answered ${status} and asks to wait.`;
  const location = headerOf(answer, 'location');
  if (status >= 300 && status < 400 && location !== undefined) {
    return `The endpoint answered ${status} and names ${location.slice(0, 500)}. Redirects are not followed: enter that address.`;
  }
  return `The endpoint answered ${status}.`;
}

/** Headers as the history keeps them: a secret value is told apart by its fingerprint and never read back. */
function masked(headers: Readonly<Record<string, string>>, secret: readonly string[]): [string, string][] {
  return Object.entries(headers).map(([name, value]) => {
    // Ours that sound like it: a key that everybody may see.
    if (name === 'Idempotency-Key') return [name, value];
    return secret.includes(name) || isSecretHeader(name)
      ? [name, `••••${fingerprint(value)}`]
      : [name, value];
  });
}

function headerOf(answer: AnsweredRequest, name: string): string | undefined {
  return answer.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
