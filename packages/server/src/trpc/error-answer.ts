import type { Logger } from '@sista/runtime/db';
import { Refusal, type RefusalCode, refusals } from '@sista/shared/refusal';
import { TRPCError } from '@trpc/server';
import type { DefaultErrorShape } from '@trpc/server/unstable-core-do-not-import';
import { z } from 'zod';

/** What every error is outside: `{ error: { code, message, details? } }`, and its HTTP status. */
export type ErrorAnswer = { status: number; code: string; message: string; details?: unknown };

const trpcCodes: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** A refusal as tRPC carries it; the refusal stays its cause. */
export function trpcErrorOf(refusal: Refusal): TRPCError {
  return new TRPCError({
    code: trpcCodes[refusal.status] ?? 'BAD_REQUEST',
    message: refusal.message,
    cause: refusal,
  });
}

/** Anything that was thrown, as it is told outside. A bug keeps its words to itself and `reference` is in the log. */
export function answerOf(error: unknown, log: Logger | undefined, place: string): ErrorAnswer {
  const refusal = refusalOf(error);
  if (refusal) return toAnswer(refusal);
  const reference = crypto.randomUUID();
  log?.error({ err: error, reference, place }, 'an unexpected error');
  return {
    status: 500,
    code: 'internal',
    message: `Something went wrong on our side. Try again; if it stays, the log has more under ${reference}.`,
    details: { reference },
  };
}

function toAnswer({ status, code, message, details }: Refusal): ErrorAnswer {
  return { status, code, message, ...(details === undefined ? {} : { details }) };
}

/** The expected no inside whatever tRPC, zod or Fastify threw; undefined for a bug. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof TRPCError) {
    if (error.cause instanceof Refusal) return error.cause;
    if (error.code === 'BAD_REQUEST' && error.cause instanceof z.core.$ZodError)
      return inputRefusal(error.cause);
    if (error.code === 'PARSE_ERROR') return badJson();
    if (error.code === 'PAYLOAD_TOO_LARGE') return bodyTooLarge();
    if (error.code === 'NOT_FOUND' || error.code === 'METHOD_NOT_SUPPORTED') {
      return new Refusal('not_found', 'There is no such call. Check the address and the method.');
    }
    if (error.code === 'UNSUPPORTED_MEDIA_TYPE') return wrongContentType();
    return undefined;
  }
  return fastifyRefusal(error);
}

/** Names the first place that does not fit and counts the others; all of them are in `details`. */
export function inputRefusal(error: z.core.$ZodError): Refusal {
  const issues = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const [first, ...others] = issues;
  const place = first?.path ? `${first.path}: ` : '';
  const rest = others.length > 0 ? ` (and ${others.length} more)` : '';
  return new Refusal('invalid_input', `${place}${first?.message ?? 'The input does not fit.'}${rest}`, {
    issues,
  });
}

const badJson = () =>
  new Refusal('invalid_json', 'The body is not valid JSON. Check quotes, commas and brackets.');
const bodyTooLarge = () =>
  new Refusal('body_too_large', 'The body is larger than this address takes. Send less.');
const wrongContentType = () => new Refusal('bad_request', 'Send JSON with "Content-Type: application/json".');

function fastifyRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return undefined;
  if (error.statusCode === 413) return bodyTooLarge();
  if (error.statusCode === 415) return wrongContentType();
  if (error.statusCode === 400) return badJson();
  const code = statusCodes[error.statusCode];
  return code ? new Refusal(code, error.message) : undefined;
}

const statusCodes: Partial<Record<number, RefusalCode>> = { 404: 'not_found', 429: 'too_many_requests' };

export type TrpcErrorShape = Omit<DefaultErrorShape, 'data'> & {
  data: {
    code: string;
    httpStatus: number;
    path?: string;
    refusal: { code: string; message: string; details: unknown };
  };
};

/** tRPC's error: `data.refusal` has what REST says, `data.httpStatus` the same status. */
export function formatError(
  shape: DefaultErrorShape,
  error: TRPCError,
  log: Logger | undefined,
  path: string | undefined,
): TrpcErrorShape {
  const { status, code, message, details = null } = answerOf(error, log, `trpc ${path ?? ''}`);
  return {
    ...shape,
    message,
    data: {
      code: shape.data.code,
      httpStatus: status,
      ...(path === undefined ? {} : { path }),
      refusal: { code, message, details },
    },
  };
}

/** Whether a code of ours stands for this status: for tests and the OpenAPI document. */
export const refusalStatuses: readonly number[] = [...new Set(Object.values(refusals))].sort((a, b) => a - b);
