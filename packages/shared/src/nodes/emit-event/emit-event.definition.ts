import { z } from 'zod';
import { customEventType, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

/** Tells a fact to every endpoint that subscribes to its type. */
export const emitEvent = defineNode({
  type: 'emit-event',
  title: 'Raise an event',
  summary: 'Tells a fact of your own to everybody who subscribes to it.',
  category: 'tell',
  icon: 'Broadcast',
  synonyms: ['event', 'publish', 'notify', 'broadcast', 'custom event', 'webhook'],
  effect: 'write',
  effectClass: 'keyed',
  needs: ['event'],
  config: z.object({
    type: field(customEventType, {
      label: 'Type',
      control: 'text',
      help: 'Starts with custom. Endpoints subscribe to it, or to custom.*.',
      placeholder: 'custom.order_held',
    }),
    data: field(z.record(z.string().min(1, 'Give the value a name.').max(200), z.unknown()), {
      label: 'Data',
      control: 'mapping',
      help: 'What receivers find under data.',
      bindable: true,
    }),
  }),
  initial: { type: '', data: {} },
  summarise: ({ type }) => shortText(type) || 'No type yet',
  outputShape: () => ({
    type: 'object',
    properties: { eventId: { type: 'string', description: 'The id of the event, evt_…' } },
    required: ['eventId'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({ eventId: 'evt_01h455vb4pex5vsknk084sn02q' }),
});
