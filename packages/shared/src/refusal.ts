/**
 * A refusal is an expected no: the caller asked for something that cannot be had, and is told what to do.
 * It is thrown by use cases and turned into `{ error: { code, message, details? } }` at the rim.
 */
export const refusals = {
  bad_request: 400,
  invalid_json: 400,
  signed_out: 401,
  forbidden: 403,
  not_found: 404,
  unknown_ingress: 404,
  stale_revision: 409,
  conflict: 409,
  idempotency_conflict: 409,
  payload_expired: 409,
  rotation_running: 409,
  run_ended: 410,
  body_too_large: 413,
  invalid_input: 422,
  invalid_flow: 422,
  invalid_event: 422,
  private_target: 422,
  too_many_requests: 429,
  overloaded: 503,
  disk_full: 503,
} as const satisfies Record<string, number>;
export type RefusalCode = keyof typeof refusals;

export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: unknown;

  /** `message` is for people: what was wrong, where, and what to do next. */
  constructor(code: RefusalCode, message: string, details?: unknown) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return refusals[this.code];
  }
}

/** The refusal of a thing that is not there, or not in this workspace: both look the same from outside. */
export function notFound(what: string, id: string): Refusal {
  return new Refusal(
    'not_found',
    `There is no ${what} ${id} in this workspace. Check the id, or list them first.`,
  );
}
