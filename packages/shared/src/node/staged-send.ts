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

/** The type of a step's own sends where its config names none: `custom.` and its id in the letters of a type. */
export function ownEventType(nodeId: string): string {
  return `custom.${nodeId.toLowerCase().replace(/[^a-z0-9_]/g, '_')}`;
}
