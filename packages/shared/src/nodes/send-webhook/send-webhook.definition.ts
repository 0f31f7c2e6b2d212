import { z } from 'zod';
import {
  credentialRef,
  customEventType,
  headerIssues,
  headerMap,
  isRecord,
  isTemplate,
  shortUrl,
  webUrl,
} from '../../node/config-pieces.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import {
  deliveredSendSample,
  deliveredSendShape,
  stagedSendSample,
  stagedSendShape,
} from '../../node/staged-send.ts';

/** Tells one URL. The delivery is a row of the step's own commit; sending and retrying is the engine's work. */
export const sendWebhook = defineNode({
  type: 'send-webhook',
  title: 'Send a webhook',
  summary: 'Tells another system, signed and retried for 24 hours.',
  category: 'tell',
  icon: 'Webhook',
  synonyms: ['post', 'callback', 'notify', 'outbound', 'http', 'push'],
  effect: 'write',
  effectClass: 'keyed',
  needs: ['event'],
  config: z.object({
    url: field(webUrl, {
      label: 'Send to',
      control: 'url',
      placeholder: 'https://example.com/hook',
      bindable: true,
    }),
    body: field(z.unknown(), {
      label: 'Body',
      control: 'json',
      help: 'Sent as compact JSON. Expressions may stand anywhere in it.',
      bindable: true,
    }),
    credential: field(credentialRef.optional(), {
      label: 'Sign with',
      control: 'credential',
      help: "A signing secret signs; a token or password is sent in its header. Empty: the workspace's signing secret.",
      credentialTypes: ['signing-secret', 'bearer', 'basic', 'header'],
    }),
    wait: field(z.enum(['sent', 'delivered']).default('sent'), {
      label: 'Go on',
      control: 'choice',
      options: [
        { value: 'sent', label: 'At once', help: 'It is recorded, and delivered and retried by itself.' },
        {
          value: 'delivered',
          label: 'When it is delivered',
          help: 'The step has the answer, and fails when the webhook is given up.',
        },
      ],
      section: 'advanced',
    }),
    headers: field(headerMap.default({}), {
      label: 'Headers',
      control: 'headers',
      help: 'Besides the signature headers. At most 20.',
      bindable: true,
      section: 'advanced',
    }),
    envelope: field(z.boolean().default(false), {
      label: 'Put it into the event envelope',
      control: 'switch',
      help: 'The body becomes data, beside id, type and timestamp, as subscribers get it.',
      section: 'advanced',
    }),
    eventType: field(customEventType.optional(), {
      label: 'Event type',
      control: 'text',
      help: "What the receiver sees as X-Sista-Event. Empty: custom. and this step's id.",
      placeholder: 'custom.order_reviewed',
      section: 'advanced',
    }),
    timeoutSeconds: field(z.int().min(1).max(60).default(15), {
      label: 'Time for one attempt, seconds',
      control: 'number',
      section: 'advanced',
    }),
  }),
  initial: { url: '', body: {}, wait: 'sent', headers: {}, envelope: false, timeoutSeconds: 15 },
  summarise: ({ url }) => shortUrl(url) || 'No address yet',
  outputShape: ({ wait }) => (wait === 'delivered' ? deliveredSendShape : stagedSendShape),
  sampleOutput: ({ wait }) => (wait === 'delivered' ? deliveredSendSample : stagedSendSample),
  issues: (config) => [...headerIssues(config.headers, 'delivery'), ...envelopeIssues(config)],
});

function envelopeIssues({ envelope, body }: { envelope?: unknown; body?: unknown }): ConfigIssue[] {
  if (envelope !== true || isRecord(body) || isTemplate(body)) return [];
  return [
    { path: 'body', code: 'body_not_object', message: 'Data in an envelope is an object: { "order": … }.' },
  ];
}
