import type { ShapeName } from '../shape/shape-catalogue.ts';
import type { SourceDefinition, SourceRequest } from './define-source.ts';
import { readPart } from './request-part.ts';
import type { AuthScheme } from './scheme.schema.ts';

/** The event type of a request, such as `orders/create` or `workflow_run.completed`; null where it has none. */
export function eventTypeOf(
  source: SourceDefinition,
  scheme: AuthScheme | undefined,
  request: Pick<SourceRequest, 'headers' | 'body'>,
): string | null {
  if (source.scheme === null && scheme?.mode === 'hmac' && scheme.eventType)
    return readPart(scheme.eventType, request);
  const parts = source.eventType.map((part) => readPart(part, request)).filter((text) => text !== null);
  return parts.length > 0 ? parts.join('.').slice(0, 200) : null;
}

/**
 * Whether this type of event starts a run. Without a choice a trigger with a shape takes the types that mean
 * something new, one without takes all. A chosen `orders/*` stands for all that begin like it.
 */
export function startsRun(
  source: SourceDefinition,
  shape: ShapeName | null,
  chosen: readonly string[] | undefined,
  eventType: string | null,
): boolean {
  const accepted = chosen && chosen.length > 0 ? chosen : newTypes(source, shape);
  if (accepted.length === 0) return true;
  return eventType !== null && accepted.some((pattern) => matches(pattern, eventType));
}

function newTypes(source: SourceDefinition, shape: ShapeName | null): string[] {
  if (shape === null) return [];
  return source.events.filter((event) => event.newFor.includes(shape)).map((event) => event.type);
}

function matches(pattern: string, eventType: string): boolean {
  return pattern.endsWith('*') ? eventType.startsWith(pattern.slice(0, -1)) : eventType === pattern;
}
