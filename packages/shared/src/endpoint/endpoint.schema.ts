import { z } from 'zod';
import { isEventPattern } from './event-pattern.ts';

const refusedHeaders =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|user-agent|idempotency-key|traceparent|tracestate|webhook-.*|x-sista-.*)$/i;
const mostHeaders = 20;
const mostBytes = 8_192;

/** Names that always hold a secret: such values are masked wherever a request is shown. */
export function isSecretHeader(name: string): boolean {
  return /^(authorization|cookie)$|key|token|secret/i.test(name);
}

/** A sentence when a custom header cannot be sent, else undefined. */
export function headerProblem(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `"${name}" is not a header name.`;
  if (refusedHeaders.test(name)) return `${name} is set by us and cannot be changed.`;
  if (value.length > 4_096 || !/^[\x20-\x7e\t]*$/.test(value)) {
    return `The value of ${name} must be printable ASCII of at most 4,096 characters.`;
  }
  return undefined;
}

const secretHeader = z.object({ secret: z.literal(true), fingerprint: z.string() });

/** Headers as they are read: a plain value is a text, a secret one is told apart by its fingerprint only. */
export const headersOutput = z.record(z.string(), z.union([z.string(), secretHeader]));
export type HeadersOutput = z.output<typeof headersOutput>;

const givenHeader = z.union([
  z.string(),
  z.object({ value: z.string(), secret: z.boolean().default(false) }),
  // As it was read: the stored value stays.
  z.object({ secret: z.literal(true), fingerprint: z.string().optional() }),
]);

/** A header as a save means it. `kept`: the secret value that is stored under this name stays. */
export type GivenHeader = { name: string; value: string; secret: boolean } | { name: string; kept: true };

/**
 * Headers as they are written: a text, `{ value, secret: true }`, or a secret as it was read, which keeps it. Names
 * that sound like a secret always hold one.
 */
export const headersInput = z
  .record(z.string(), givenHeader)
  .superRefine((headers, context) => {
    const given = givenHeaders(headers);
    const bytes = given.reduce((sum, header) => sum + header.name.length + lengthOf(header), 0);
    if (given.length > mostHeaders || bytes > mostBytes) {
      context.addIssue({ code: 'custom', message: 'At most 20 headers with 8 KiB together.' });
    }
    for (const { name, message } of problemsOf(given))
      context.addIssue({ code: 'custom', path: [name], message });
  })
  .transform(givenHeaders);

function* problemsOf(given: readonly GivenHeader[]): Generator<{ name: string; message: string }> {
  const names = new Set<string>();
  for (const header of given) {
    const { name } = header;
    const message = headerProblem(name, 'kept' in header ? '' : header.value);
    if (message !== undefined) yield { name, message };
    if (names.has(name.toLowerCase()))
      yield { name, message: `${name} is there twice: capitals do not tell header names apart.` };
    names.add(name.toLowerCase());
  }
}

function givenHeaders(headers: Record<string, z.output<typeof givenHeader>>): GivenHeader[] {
  return Object.entries(headers).map(([name, given]) => {
    if (typeof given === 'string') return { name, value: given, secret: isSecretHeader(name) };
    if ('value' in given) return { name, value: given.value, secret: given.secret || isSecretHeader(name) };
    return { name, kept: true };
  });
}

const lengthOf = (header: GivenHeader) => ('kept' in header ? 0 : header.value.length);

export const eventPattern = z
  .string()
  .refine(isEventPattern, { message: 'Use "*", "task.*" or an exact type such as "task.failed".' });

/** Requests that may leave in a time; they are spread evenly over it. */
export const rateLimit = z.object({
  limit: z.int().min(1).max(100_000),
  per: z.enum(['second', 'minute', 'hour']),
});
