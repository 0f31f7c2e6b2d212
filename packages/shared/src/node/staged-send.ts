import type { DataShape } from './data-shape.ts';

/** The output of the steps that hand a send to the delivery engine, see `StagedSend`. */
export const stagedSendShape: DataShape = {
  type: 'object',
  properties: {
    deliveryId: { type: 'string', description: 'The delivery and its attempts, dlv_…' },
    eventId: { type: 'string', description: 'What the receiver sees as webhook-id, evt_…' },
    status: { enum: ['pending'], description: 'Recorded. It is sent right after the step.' },
    redirected: { type: 'boolean', description: 'True where it goes to the request inbox instead.' },
  },
  required: ['deliveryId', 'eventId', 'status', 'redirected'],
  additionalProperties: false,
};

export const stagedSendSample = {
  deliveryId: 'dlv_01h455vb4pex5vsknk084sn02q',
  eventId: 'evt_01h455vb4pex5vsknk084sn02q',
  status: 'pending',
  redirected: false,
} as const;

/** The output of a step that waited until its send was delivered: what the engine says of the delivery. */
export const deliveredSendShape: DataShape = {
  type: 'object',
  properties: {
    deliveryId: { type: 'string', description: 'The delivery and its attempts, dlv_…' },
    eventId: { type: 'string', description: 'What the receiver sees as webhook-id, evt_…' },
    status: { enum: ['delivered'] },
    attempts: { type: 'integer', description: 'How often it was sent until it was taken.' },
    response: {
      type: ['object', 'null'],
      properties: {
        status: { type: 'integer' },
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        body: { description: 'Parsed where it is JSON, else text. At most 64 KiB of it are kept.' },
      },
      description: 'What the receiver answered.',
    },
  },
  required: ['deliveryId', 'eventId', 'status', 'attempts', 'response'],
  additionalProperties: false,
};

export const deliveredSendSample = {
  deliveryId: stagedSendSample.deliveryId,
  eventId: stagedSendSample.eventId,
  status: 'delivered',
  attempts: 1,
  response: { status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } },
} as const;

/** The type of a step's own sends where its config names none: `custom.` and its id in the letters of a type. */
export function ownEventType(nodeId: string): string {
  return `custom.${nodeId.toLowerCase().replace(/[^a-z0-9_]/g, '_')}`;
}
