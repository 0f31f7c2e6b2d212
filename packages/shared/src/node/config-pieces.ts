import { z } from 'zod';
import type { ConfigIssue } from './define-node.ts';

/** Pieces that several node types build their config from. */

export const credentialRef = z.string().regex(/^crd_[0-9a-z]{26}$/, 'Choose a credential.');

/** Text that an expression may also fill with a number or a boolean. */
export const plainText = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const notWebUrl = 'Enter a whole URL, such as https://example.com/hook, without a password in it.';

/** `https://…` or `http://…`. Whether the address may be reached is decided when it is. */
export const webUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i, notWebUrl)
  .refine((text) => URL.canParse(text), notWebUrl);

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'A header name has letters, digits and dashes, no spaces.');
const headerValue = z.union([
  z
    .string()
    .regex(/^[\t\x20-\x7e]{0,4096}$/, 'A header value is plain text on one line, at most 4,096 characters.'),
  z.number(),
  z.boolean(),
  z.null(),
]);

/** Header names to values. A null, such as an expression that finds nothing, leaves the header out. */
export const headerMap = z
  .record(headerName, headerValue)
  .refine((headers) => Object.keys(headers).length <= 20, 'At most 20 headers.');

/** The headers as they are sent: texts, without those that are null. */
export function headerTexts(headers: z.output<typeof headerMap>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== null) texts[name] = String(value);
  return texts;
}

const reservedNames =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|user-agent|idempotency-key|traceparent|tracestate|webhook-.*|x-sista-.*)$/i;
const framingNames =
  /^(host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*)$/i;

/**
 * Issues of headers that we set ourselves. A `delivery` reserves every name that its signature, history and
 * retries rest on; a plain `request` only those that frame the message.
 */
export function headerIssues(headers: unknown, sentAs: 'delivery' | 'request'): ConfigIssue[] {
  const reserved = sentAs === 'delivery' ? reservedNames : framingNames;
  return Object.keys(isRecord(headers) ? headers : {})
    .filter((name) => reserved.test(name))
    .map((name) => ({
      path: `headers.${name}`,
      code: 'reserved_header',
      message: `The header ${name} is set by Sista Flow. Remove it, or choose another name.`,
    }));
}

/** The type of an event that flows raise: `custom.` and words of small letters, digits and _. */
export const customEventType = z
  .string()
  .max(100, 'At most 100 characters.')
  .regex(
    /^custom(\.[a-z0-9_]+)+$/,
    'Start with custom. and use small letters, digits, _ and dots: custom.order_held.',
  );

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a stored value is filled in when the step runs. */
export const isTemplate = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

/** The first words of a stored text, for a card's one line. */
export function shortText(value: unknown, most = 60): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Host and path of a stored URL, for a card's one line; the text itself while it is no URL yet. */
export function shortUrl(value: unknown): string {
  return shortText(
    typeof value === 'string' ? value.replace(/^https?:\/\//i, '').replace(/[?#].*$/, '') : '',
  );
}
