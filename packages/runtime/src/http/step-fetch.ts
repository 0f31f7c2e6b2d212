import type { FetchAnswer, FetchRequest } from '@sista/shared/node/step-context';
import { failed, StepFailed } from '@sista/shared/node/step-result';
import type { FailureClass } from './guarded-connect.ts';
import type { FailedRequest, Outbound } from './outbound.ts';

const usualTimeoutMs = 30_000;
const usualMaxBytes = 1_000_000;

const codes: Record<FailureClass, { code: string; retry: boolean }> = {
  blocked: { code: 'private_target', retry: false },
  dns: { code: 'name_not_found', retry: true },
  connect: { code: 'connection_failed', retry: true },
  tls: { code: 'tls_failed', retry: true },
  timeout: { code: 'timeout', retry: true },
  reset: { code: 'connection_lost', retry: true },
  protocol: { code: 'bad_answer', retry: false },
  aborted: { code: 'aborted', retry: true },
};

/**
 * `fetch` of a step's context. An answer with any status is an answer, also a redirect, which is not followed;
 * what got none throws StepFailed.
 */
export function stepFetch(
  outbound: Outbound,
  signal: AbortSignal,
): (request: FetchRequest) => Promise<FetchAnswer> {
  return async (request) => {
    const answer = await outbound.request({
      url: request.url,
      method: request.method,
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
      timeoutMs: request.timeoutMs ?? usualTimeoutMs,
      maxBytes: request.maxBytes ?? usualMaxBytes,
      signal,
    });
    if (!answer.ok) throw failureOf(answer);
    if (answer.truncated === 'time' || answer.truncated === 'closed') throw cutOff(answer.truncated);
    return {
      status: answer.status,
      headers: joined(answer.headers),
      text: answer.body.toString('utf8'),
      truncated: answer.truncated !== null,
    };
  };
}

function failureOf({ class: failureClass, message }: FailedRequest): StepFailed {
  const { code, retry } = codes[failureClass];
  return new StepFailed(failed(code, message, { retry }));
}

function cutOff(why: 'time' | 'closed'): StepFailed {
  if (why === 'closed')
    return new StepFailed(
      failed('connection_lost', 'The connection was closed in the middle of the answer.', { retry: true }),
    );
  return new StepFailed(
    failed('timeout', 'The answer began but did not end in time. Raise the timeout or ask for less.', {
      retry: true,
    }),
  );
}

/** One value a name, in lower case; what came several times is joined as HTTP allows. */
function joined(headers: ReadonlyArray<readonly [string, string]>): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    all[key] = key in all ? `${all[key]}, ${value}` : value;
  }
  return all;
}
