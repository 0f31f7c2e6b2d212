import { toId } from '@sista/shared/ids';
import type { AuthMode } from '@sista/shared/source/scheme.schema';
import type { ProofCode } from '@sista/shared/source/verdict';

/** Every answer that an ingress URL can give. */
export type IngressAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** JSON; undefined for an empty body. */
  body?: unknown;
};

const none = {};

export function answerAccepted(captureId: string, runId: string): IngressAnswer {
  const body = { runId: toId('run', runId), captureId: toId('capture', captureId), status: 'accepted' };
  return { status: 202, headers: none, body };
}

/** `first` is the number of the first request; its run is named unless that request was parked and started none. */
export function answerDuplicate(first: string, runId: string | null): IngressAnswer {
  const run = runId === null ? none : { runId: toId('run', runId) };
  return {
    status: 200,
    headers: none,
    body: { ...run, captureId: toId('capture', first), status: 'duplicate', duplicate: true },
  };
}

export function answerKept(captureId: string, status: 'parked' | 'filtered'): IngressAnswer {
  return { status: 202, headers: none, body: { captureId: toId('capture', captureId), status } };
}

export function answerHandshake(captureId: string, answer: Readonly<Record<string, unknown>>): IngressAnswer {
  return { status: 200, headers: none, body: { captureId: toId('capture', captureId), ...answer } };
}

/** HEAD and OPTIONS of a known URL: it is there, and this is how to call it. */
export function answerPresent(methods: readonly string[], withBody: boolean): IngressAnswer {
  return { status: withBody ? 200 : 204, headers: { allow: [...methods, 'HEAD', 'OPTIONS'].join(', ') } };
}

function failure(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): IngressAnswer {
  return { status, headers, body: { error: { code, message } } };
}

export const answerUnknown = failure(
  404,
  'unknown_ingress',
  'Nothing listens here. Check the address; it may have been replaced.',
);

export function answerMethod(method: string, methods: readonly string[]): IngressAnswer {
  const message = `${method} does not start this flow. Send ${methods.join(' or ')}.`;
  return failure(405, 'method_not_allowed', message, { allow: [...methods, 'HEAD', 'OPTIONS'].join(', ') });
}

export function answerTooMany(seconds: number): IngressAnswer {
  const message = `Too many calls of addresses that do not exist. Wait ${seconds} s.`;
  return failure(429, 'too_many_requests', message, { 'retry-after': String(seconds) });
}

/** Only what a program sends answers a waiting step: previews of links and curious browsers ask by GET. */
export function answerCallbackMethod(method: string, methods: readonly string[]): IngressAnswer {
  const message = `${method} answers nothing, and the run still waits. Send the answer with ${methods.join(' or ')}.`;
  const allow = [...methods, 'OPTIONS'].join(', ');
  const { body, ...head } = failure(405, 'method_not_allowed', message, { allow });
  return method === 'HEAD' ? head : { ...head, body };
}

/** `first` is the request that answered the step. */
export function answerCallbackDuplicate(first: string, runId: string): IngressAnswer {
  const body = {
    runId: toId('run', runId),
    captureId: toId('capture', first),
    status: 'duplicate',
    duplicate: true,
  };
  return { status: 200, headers: none, body };
}

export function answerRunEnded(message: string): IngressAnswer {
  return failure(410, 'run_ended', message);
}

export function answerTooOften(seconds: number): IngressAnswer {
  const message = `This address is called too often. Wait ${seconds} s.`;
  return failure(429, 'too_many_requests', message, { 'retry-after': String(seconds) });
}

/** Room on a disk is made by a person, so nobody need ask again at once. */
export function answerDiskFull(message: string): IngressAnswer {
  return failure(503, 'disk_full', message, { 'retry-after': '60' });
}

/** `seconds` is spread by the caller, so that senders do not come back all at once. */
export function answerOverloaded(seconds: number): IngressAnswer {
  const message = 'The request was not kept. Send it again in a few seconds.';
  return failure(503, 'overloaded', message, { 'retry-after': String(seconds) });
}

export function answerBody(
  code: 'body_too_large' | 'unsupported_encoding' | 'invalid_json',
  message: string,
): IngressAnswer {
  // The rest of a body that is too large is not read, so the connection is of no use any more.
  if (code === 'body_too_large') return failure(413, code, message, { connection: 'close' });
  return failure(code === 'invalid_json' ? 400 : 415, code, message);
}

// What a sender may know. Why exactly stands in the capture: told here it would help to guess.
const proofSentences: Record<ProofCode, string> = {
  signature_missing: 'The request is not signed.',
  signature_malformed: 'The signature cannot be read.',
  signature_mismatch: 'The signature does not fit.',
  signature_too_old: 'The signature is too old.',
  signature_in_future: "The signature's time is ahead of ours.",
  signature_no_secret: 'Requests cannot be verified here at the moment.',
  credentials_missing: 'The request carries no credentials.',
  credentials_malformed: 'The credentials cannot be read.',
  credentials_wrong: 'The credentials do not fit.',
  credentials_no_secret: 'Requests cannot be verified here at the moment.',
};

export function answerUnproven(code: ProofCode, mode: AuthMode): IngressAnswer {
  const challenge =
    mode === 'basic' ? 'Basic realm="flow", charset="UTF-8"' : mode === 'bearer' ? 'Bearer' : undefined;
  const headers: Record<string, string> = challenge ? { 'www-authenticate': challenge } : {};
  return failure(401, code, proofSentences[code], headers);
}
