import { type ShapeName, shapeAsData } from '../shape/shape-catalogue.ts';
import type { DataShape } from './data-shape.ts';

/** The line of a trigger's card: who sends, where that is chosen. */
export function senderLine(source: unknown, otherwise: string): string {
  return typeof source === 'string' && source !== '' && source !== 'generic' ? `From ${source}` : otherwise;
}

/** What every `trigger` has in expressions. */
export function triggerShape(
  body: DataShape = {},
  more: Readonly<Record<string, DataShape>> = {},
): DataShape {
  return {
    type: 'object',
    properties: {
      ...more,
      kind: { type: 'string', description: 'How the run was started: webhook, order, manual, api, …' },
      receivedAt: { type: 'string', format: 'date-time', description: 'When it arrived, in UTC.' },
      body: { description: 'What was sent, as it came.', ...body },
    },
    required: ['kind', 'receivedAt', 'body'],
  };
}

const text: DataShape = { type: 'string' };
const textOrNull: DataShape = { type: ['string', 'null'] };

/** What a request has besides. A run that was started in another way has none of it. */
const requestMembers: Readonly<Record<string, DataShape>> = {
  source: {
    type: 'object',
    properties: { id: text, eventType: textOrNull, externalId: textOrNull },
    description: 'Who sent it, what the sender calls it, and its id there.',
  },
  method: text,
  query: { type: 'object', additionalProperties: text },
  headers: {
    type: 'object',
    additionalProperties: text,
    description: 'Names in small letters. Secrets are masked.',
  },
  auth: {
    type: 'object',
    properties: { mode: text, verified: { type: 'boolean' }, secret: textOrNull },
    description: 'Whether it was proved who sent it.',
  },
  captureId: text,
};

/** The shape of `trigger` where a request starts the run; the normalised member comes first. */
export function requestShape(name?: ShapeName): DataShape {
  return triggerShape({}, { ...(name ? { [name]: shapeAsData(name) } : {}), ...requestMembers });
}
