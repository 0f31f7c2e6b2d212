import { z } from 'zod';

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'A header name has letters, digits and dashes only.');

/**
 * Where a text is read from: `header:X-Name` (of `header:A|B` the first that is present), `json:/pointer` into the
 * parsed body, or `pair`, the named member of the signature header.
 */
export const requestPart = z
  .string()
  .regex(
    /^(header:[A-Za-z0-9-]{1,100}(\|[A-Za-z0-9-]{1,100}){0,2}|json:\/.{0,200}|pair)$/,
    'Use header:Name, json:/path into the body, or pair.',
  );

/** How the signature stands in its header. Without it the whole value is the signature. */
export const signatureForm = z.union([
  /** `t=1,v1=ab,v1=cd`: `pairs` is the separator, `signature` and `timestamp` are the names. */
  z.strictObject({
    pairs: z.string().min(1).max(3),
    signature: z.string().min(1).max(40),
    timestamp: z.string().min(1).max(40).optional(),
  }),
  /** `v1,ab v1,cd`: `list` is the separator; only entries that start with `prefix` count. */
  z.strictObject({ list: z.string().min(1).max(3), prefix: z.string().max(40) }),
  /** `sha256=ab`. */
  z.strictObject({ prefix: z.string().min(1).max(40) }),
]);

export const messagePlaceholders = ['timestamp', 'id', 'method', 'url', 'path', 'query', 'body'] as const;
export type MessagePlaceholder = (typeof messagePlaceholders)[number];

/**
 * A signature scheme as data. `message` is joined as bytes from its placeholders and the text between them;
 * `{body}` is the body as it was received, before anything was unpacked or parsed.
 */
export const hmacScheme = z.strictObject({
  mode: z.literal('hmac'),
  /** The header with the signature; of several the first that is present counts. */
  header: z.union([headerName, z.array(headerName).min(1).max(3)]),
  algorithm: z.enum(['sha1', 'sha256', 'sha384', 'sha512']).default('sha256'),
  encoding: z.enum(['hex', 'base64', 'base64url']).default('hex'),
  parse: signatureForm.optional(),
  message: z
    .string()
    .min(1)
    .max(300)
    .regex(/\{body\}/, 'The message must contain {body}: otherwise anybody could change the body unnoticed.')
    .default('{body}'),
  /** What the secret's text stands for: itself, or bytes in an encoding; `whsec` is base64 after `whsec_`. */
  key: z.enum(['utf8', 'base64', 'hex', 'whsec']).default('utf8'),
  timestamp: z.strictObject({ from: requestPart, unit: z.enum(['s', 'ms', 'iso']).default('s') }).optional(),
  /** How far the signed time may lie from ours, both ways. Checked only where there is a `timestamp`. */
  toleranceSeconds: z.int().min(1).max(86_400).default(300),
  /** The sender's id of this request, for `{id}` and for recognising repeats. */
  id: requestPart.optional(),
  eventType: requestPart.optional(),
});
export type HmacScheme = z.output<typeof hmacScheme>;

const tokenSchemes = [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('basic') }),
  z.strictObject({ mode: z.literal('bearer') }),
  /** `header` names the header; without it the credential's own name counts. */
  z.strictObject({ mode: z.literal('header'), header: headerName.optional() }),
] as const;

/** How a request proves who sent it. */
export const authScheme = z.discriminatedUnion('mode', [...tokenSchemes, hmacScheme]);
export type AuthScheme = z.output<typeof authScheme>;
export const authModes = ['none', 'basic', 'bearer', 'header', 'hmac'] as const;
export type AuthMode = (typeof authModes)[number];
