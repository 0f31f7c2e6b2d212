import { z } from 'zod';
import { idInput, idOutput } from '../ids.ts';
import { pageOf } from '../page.schema.ts';
import { isEventPattern } from './event-pattern.ts';

const refusedHeaders =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|user-agent|idempotency-key|traceparent|tracestate|webhook-.*|x-sista-.*)$/i;

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

export const customHeaders = z.record(z.string(), z.string()).superRefine((headers, context) => {
  const entries = Object.entries(headers);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (entries.length > 20 || bytes > 8_192) {
    context.addIssue({ code: 'custom', message: 'At most 20 headers with 8 KiB together.' });
  }
  for (const [name, value] of entries) {
    const message = headerProblem(name, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

const pattern = z
  .string()
  .refine(isEventPattern, { message: 'Use "*", "task.*" or an exact type such as "task.failed".' });

/** What a person or program sets of an endpoint. */
export const endpointInput = z.object({
  url: z.url().max(2_000),
  description: z.string().max(500).default(''),
  eventTypes: z.array(pattern).min(1).max(100).default(['*']),
  employeeIds: z.array(idInput('employee')).max(100).default([]),
  teamIds: z.array(idInput('team')).max(100).default([]),
  flowIds: z.array(idInput('flow')).max(100).default([]),
  filter: z.string().max(4_000).nullable().default(null),
  headers: customHeaders.default({}),
  rateLimit: z
    .object({ limit: z.int().min(1).max(100_000), per: z.enum(['second', 'minute', 'hour']) })
    .nullable()
    .default(null),
  timeoutSeconds: z.int().min(1).max(30).default(15),
  maxConcurrency: z.int().min(1).max(256).default(64),
  enabled: z.boolean().default(true),
});

export const endpoint = z
  .object({
    id: idOutput('endpoint'),
    kind: z.enum(['customer', 'implicit']),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()),
    employeeIds: z.array(z.string()),
    teamIds: z.array(z.string()),
    flowIds: z.array(z.string()),
    filter: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
    rateLimit: z.object({ limit: z.int(), per: z.enum(['second', 'minute', 'hour']) }).nullable(),
    timeoutSeconds: z.int(),
    maxConcurrency: z.int(),
    enabled: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Endpoint' });
export const endpointPage = pageOf(endpoint);

export type EndpointInput = z.output<typeof endpointInput>;
export type Endpoint = z.output<typeof endpoint>;
