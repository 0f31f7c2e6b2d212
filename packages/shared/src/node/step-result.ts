/** An executor answers with a value. Waiting is an answer, never a sleep. */
export type StepResult =
  | { kind: 'done'; port: string; output: unknown; meta?: unknown }
  | { kind: 'wait'; wait: WaitSpec }
  | { kind: 'end'; status: 'succeeded' | 'failed'; output: unknown; message?: string }
  | StepFailure;

export type StepFailure = {
  kind: 'failed';
  code: string;
  /** For people: what happened, why, what to do. Never a secret. */
  message: string;
  /** Whether the same attempt may succeed later. */
  retry: boolean;
  retryAfterMs?: number;
  /** The config field that has to change, when it is one: the run page links to it. */
  path?: string;
  details?: unknown;
};

/** What a step waits for. `untilMs` is in ms since the epoch. */
export type WaitSpec =
  | { for: 'until'; untilMs: number }
  | { for: 'delivery'; deliveryId: string; untilMs: number };

export function done(port: string, output: unknown, meta?: unknown): StepResult {
  return meta === undefined ? { kind: 'done', port, output } : { kind: 'done', port, output, meta };
}

export function wait(spec: WaitSpec): StepResult {
  return { kind: 'wait', wait: spec };
}

export function end(status: 'succeeded' | 'failed', output: unknown, message?: string): StepResult {
  return message === undefined ? { kind: 'end', status, output } : { kind: 'end', status, output, message };
}

export function failed(
  code: string,
  message: string,
  options: Partial<Omit<StepFailure, 'kind' | 'code' | 'message'>> = {},
): StepFailure {
  return { kind: 'failed', code, message, retry: false, ...options };
}

/** Thrown by ports of the context where a function deep inside must end the step; same meaning as `failed`. */
export class StepFailed extends Error {
  readonly failure: StepFailure;

  constructor(failure: StepFailure) {
    super(failure.message);
    this.name = 'StepFailed';
    this.failure = failure;
  }
}
