import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { triggerFields } from '../../source/trigger-config.ts';

const plain = { id: 'A-1', amount: 120, note: 'Please call back.' };

/** Starts a run for every request to the flow's ingress URL. */
export const triggerWebhook = defineNode({
  type: 'trigger-webhook',
  title: 'Webhook',
  summary: 'Starts when a system calls this flow at its own URL.',
  category: 'start',
  icon: 'Webhook',
  synonyms: ['http', 'incoming', 'inbound', 'catch hook', 'callback', 'url', 'api'],
  trigger: { kind: 'webhook', ingress: true },
  config: z.object({ ...triggerFields }),
  initial: { source: 'generic' },
  summarise: ({ source }) => senderLine(source, 'From any system'),
  outputShape: () => requestShape(),
  sampleOutput: () => ({ kind: 'webhook', receivedAt: '2026-11-23T09:00:00.000Z', body: plain }),
  samples: [
    { id: 'plain', title: 'A small JSON body', payload: plain },
    { id: 'list', title: 'A list of lines', payload: { id: 'A-2', lines: [{ sku: 'lamp', quantity: 2 }] } },
    { id: 'empty', title: 'An empty body', payload: {} },
  ],
});
