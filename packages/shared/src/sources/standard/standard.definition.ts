import { defineSource } from '../../source/define-source.ts';
import { hmacScheme } from '../../source/scheme.schema.ts';
import { standardSamples } from './standard.samples.ts';

export const standardSource = defineSource({
  id: 'standard',
  label: 'Standard Webhooks',
  summary: 'Any sender that follows Standard Webhooks or Svix: Clerk, Resend, OpenAI, another Sista Flow.',
  icon: 'ShieldCheck',
  shapes: [],
  events: [],
  scheme: hmacScheme.parse({
    mode: 'hmac',
    header: ['webhook-signature', 'svix-signature'],
    encoding: 'base64',
    parse: { list: ' ', prefix: 'v1,' },
    message: '{id}.{timestamp}.{body}',
    key: 'whsec',
    timestamp: { from: 'header:webhook-timestamp|svix-timestamp', unit: 's' },
    id: 'header:webhook-id|svix-id',
  }),
  eventType: ['json:/type'],
  dedupe: { id: [{ parts: ['header:webhook-id|svix-id'] }], signed: true },
  setup: [
    'Add {url} as an endpoint at the sender and choose its events.',
    'Copy the signing secret it shows (whsec_…) into a credential of the type signing secret.',
    'Choose that credential in the trigger, then send a test event.',
  ],
  samples: standardSamples,
});
