/** An error as people read it: what happened, what to do. `mayPass`: trying again can help. */
export type ExplainedError = {
  code: string;
  title: string;
  message: string;
  details: unknown;
  mayPass: boolean;
};

type Refusal = { code: string; message: string; details?: unknown };

const titles: Readonly<Record<string, string>> = {
  signed_out: 'You are signed out',
  forbidden: 'Your role does not allow this',
  not_found: 'Nothing is here',
  stale_revision: 'Somebody else saved this meanwhile',
  conflict: 'This does not fit what is there',
  payload_expired: 'The data is no longer kept',
  invalid_input: 'Something is not filled in right',
  invalid_flow: 'The flow has issues',
  rate_limited: 'Too many requests',
};

/** Takes anything that was thrown: a tRPC refusal, a failed fetch, a bug. */
export function explainError(error: unknown): ExplainedError {
  const refusal = refusalOf(error);
  if (refusal) {
    const title = titles[refusal.code] ?? 'That did not work';
    return {
      code: refusal.code,
      title,
      message: refusal.message,
      details: refusal.details ?? null,
      mayPass: false,
    };
  }
  if (isNetworkError(error))
    return {
      code: 'unreachable',
      title: 'The server cannot be reached',
      message: 'Check that it is running and that you are online, then try again.',
      details: null,
      mayPass: true,
    };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', title: 'That did not work', message, details: null, mayPass: false };
}

function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const data = 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null) return undefined;
  if ('refusal' in data && isRefusal(data.refusal)) return data.refusal;
  if ('httpStatus' in data && data.httpStatus === 401)
    return { code: 'signed_out', message: 'Sign in again to go on.' };
  return undefined;
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

function isNetworkError(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message);
}
