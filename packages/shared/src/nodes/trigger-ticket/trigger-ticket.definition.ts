import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { triggerFields } from '../../source/trigger-config.ts';
import { sampleTicket, ticketSamples } from './trigger-ticket.samples.ts';

/** Starts a run for every new support ticket, in one form whoever sent it. */
export const triggerTicket = defineNode({
  type: 'trigger-ticket',
  title: 'Support ticket',
  summary: 'Starts when a customer opens a ticket.',
  category: 'start',
  icon: 'Headset',
  synonyms: ['support', 'helpdesk', 'zendesk', 'intercom', 'freshdesk', 'case', 'issue', 'conversation'],
  trigger: { kind: 'ticket', ingress: true, shape: 'ticket' },
  config: z.object({ ...triggerFields }),
  initial: { source: 'generic' },
  summarise: ({ source }) => senderLine(source, 'From any help desk'),
  outputShape: () => requestShape('ticket'),
  sampleOutput: () => ({
    kind: 'ticket',
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: ticketSamples[0]?.payload,
    ticket: sampleTicket,
  }),
  samples: ticketSamples,
});
