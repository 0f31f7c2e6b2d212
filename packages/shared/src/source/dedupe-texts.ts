import { evaluateExpression, evaluateTemplate } from '../expression/evaluate-expression.ts';
import { canonicalJson } from '../expression/plain-json.ts';
import type { DedupeRule, SourceDefinition, SourceRequest } from './define-source.ts';
import { readPart } from './request-part.ts';
import type { AuthScheme } from './scheme.schema.ts';

const hour = 3_600_000;
const defaultHours = 168;

/** What makes two requests the same: an id, or the event type together with the bytes of the body. */
export type DedupeText = { by: 'id' | 'body'; text: string; windowMs: number };

/** The id that the sender gave this request, or null. */
export function requestIdOf(
  source: SourceDefinition,
  scheme: AuthScheme | undefined,
  request: Pick<SourceRequest, 'headers' | 'body'>,
): string | null {
  if (source.scheme === null && scheme?.mode === 'hmac' && scheme.id) {
    const id = readPart(scheme.id, request);
    if (id !== null) return id;
  }
  for (const { parts, startsWith } of source.dedupe.id) {
    const texts = parts.map((part) => readPart(part, request));
    const id = texts.every((text) => text !== null) ? texts.join(' ') : null;
    if (id !== null && (startsWith === undefined || id.startsWith(startsWith))) return id;
  }
  return null;
}

/** What a trigger with `dedupe: auto` compares. `signedToleranceMs`: how old a signed request may be, if it is. */
export function automaticTexts(
  rule: DedupeRule,
  id: string | null,
  eventType: string | null,
  windows: { hours: number | undefined; signedToleranceMs: number | null },
): DedupeText[] {
  const texts: DedupeText[] = [];
  if (id !== null) texts.push({ by: 'id', text: id, windowMs: (windows.hours ?? defaultHours) * hour });
  if (rule.bodies !== 'distinct' && (id === null || !rule.signed)) {
    const windowMs = windows.signedToleranceMs === null ? 24 * hour : 2 * windows.signedToleranceMs;
    texts.push({ by: 'body', text: eventType ?? '', windowMs });
  }
  return texts;
}

/**
 * What a trigger with an expression of its own compares: its value, unless that is null or empty. `{{ … }}` or the
 * bare expression; `trigger` is what it sees. Throws ExpressionError.
 */
export async function expressedTexts(
  expression: string,
  trigger: unknown,
  about: { hours: number | undefined; nowMs: number; seed: string },
): Promise<DedupeText[]> {
  const evaluate = expression.includes('{{') ? evaluateTemplate : evaluateExpression;
  const { nowMs, seed } = about;
  const value = await evaluate(expression, { trigger }, { nowMs, seed, timeoutMs: 100 });
  if (value === null || value === undefined || value === '') return [];
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return [{ by: 'id', text: `expression ${text}`, windowMs: (about.hours ?? defaultHours) * hour }];
}
