import { defineSource } from '../../source/define-source.ts';
import { genericSamples } from './generic.samples.ts';

export const genericSource = defineSource({
  id: 'generic',
  label: 'Anything',
  summary: 'Any program that can send an HTTP request; the trigger says how it proves itself.',
  icon: 'Webhook',
  shapes: ['order', 'build', 'ticket', 'lead'],
  events: [],
  scheme: null,
  credentialTypes: ['signing-secret', 'bearer', 'basic', 'header'],
  eventType: [],
  dedupe: {
    id: [
      { parts: ['header:webhook-id|svix-id'] },
      { parts: ['header:Idempotency-Key'] },
      { parts: ['json:/id'], startsWith: 'evt_' },
    ],
    signed: false,
    bodies: 'distinct',
  },
  json: false,
  setup: [
    'Send a request to {url}, with the method POST and a JSON body.',
    'To know who sends, create a credential and choose how it proves itself: a token, user and password, a header, or a signature.',
    'Look at the request under Received, and use it as the sample of this flow.',
    'Where fields have other names than ours, say under Fields where each is found.',
  ],
  samples: genericSamples,
});
