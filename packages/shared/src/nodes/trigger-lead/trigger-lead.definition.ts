import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';
import { requestShape, senderLine } from '../../node/trigger-shape.ts';
import { triggerFields } from '../../source/trigger-config.ts';
import { leadSamples, sampleLead } from './trigger-lead.samples.ts';

/** Starts a run for every form that somebody sends, in one form whoever sent it. */
export const triggerLead = defineNode({
  type: 'trigger-lead',
  title: 'New lead',
  summary: 'Starts when somebody sends a form.',
  category: 'start',
  icon: 'AddressBook',
  synonyms: ['form', 'contact', 'typeform', 'hubspot', 'sales', 'crm', 'signup', 'prospect'],
  trigger: { kind: 'lead', ingress: true, shape: 'lead' },
  config: z.object({ ...triggerFields }),
  initial: { source: 'generic' },
  summarise: ({ source }) => senderLine(source, 'From any form'),
  outputShape: () => requestShape('lead'),
  sampleOutput: () => ({
    kind: 'lead',
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: leadSamples[0]?.payload,
    lead: sampleLead,
  }),
  samples: leadSamples,
});
