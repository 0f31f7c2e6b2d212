import { isCustomType } from '@sista/shared/endpoint/event-pattern';
import { Refusal } from '@sista/shared/refusal';
import { type CustomFact, largestBody } from './render-event.ts';

/** Checks what a flow or the API wants to raise. Refuses with `invalid_event` or `body_too_large`. */
export function customFact(
  place: Omit<CustomFact, 'type' | 'data'>,
  type: string,
  data: Record<string, unknown>,
): CustomFact {
  if (!isCustomTypeName(type)) {
    throw new Refusal(
      'invalid_event',
      `"${type}" cannot be raised. Use "custom." and parts of a-z, 0-9 and _ between dots, such as custom.order_shipped.`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > largestBody) {
    throw new Refusal(
      'body_too_large',
      `The event has ${bytes} bytes; at most ${largestBody} are sent. Send a link instead.`,
    );
  }
  return { ...place, type, data };
}

const isCustomTypeName = (type: string): type is CustomFact['type'] => isCustomType(type);
