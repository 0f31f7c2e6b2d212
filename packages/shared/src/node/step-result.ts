/** An executor answers with a value. Waiting is an answer, never a sleep. */
export type StepResult =
  | {
      kind: 'done';
      port: string;
      output: unknown;
      meta?: unknown;
      /** What happens instead where nothing is connected to the port. */
      unconnected?: StepFailure;
    }
  | { kind: 'wait'; wait: WaitSpec }
  | { kind: 'each'; each: EachSpec }
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
  | { for: 'delivery'; deliveryId: string; untilMs: number }
  /** The answer to this step's own address, `callbacks.<id>.url`; one that came before is found at once. */
  | { for: 'callback'; untilMs: number };

/**
 * What follows the port `each` runs once for each of the `items` of the step's own resolved config, which is where
 * they are kept. The engine ends the step with `{ count, items, failed }`.
 */
export type EachSpec = {
  count: number;
  /** Items in progress at once; 1 keeps their order. */
  atOnce: number;
  /** After a failed item: `stop` fails the step, `collect` goes on and lists it under `failed`. */
  onItemError: 'stop' | 'collect';
  /** A template that is evaluated at the end of each item; null: the output of the one last step of the body. */
  result: string | null;
};

export function done(port: string, output: unknown, meta?: unknown): StepResult {
  return meta === undefined ? { kind: 'done', port, output } : { kind: 'done', port, output, meta };
}

export function wait(spec: WaitSpec): StepResult {
  return { kind: 'wait', wait: spec };
}

export function each(spec: EachSpec): StepResult {
  return { kind: 'each', each: spec };
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
