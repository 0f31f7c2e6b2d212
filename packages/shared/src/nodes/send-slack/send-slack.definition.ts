import { z } from 'zod';
import { credentialRef, plainText, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { stagedSendSample, stagedSendShape } from '../../node/staged-send.ts';

/** Posts to a channel through an incoming webhook of Slack. */
export const sendSlack = defineNode({
  type: 'send-slack',
  title: 'Send to Slack',
  summary: 'Posts a message to a Slack channel.',
  category: 'tell',
  icon: 'BrandSlack',
  synonyms: ['message', 'chat', 'channel', 'notify', 'mattermost', 'post'],
  effect: 'write',
  effectClass: 'keyed',
  needs: ['event'],
  config: z.object({
    credential: field(credentialRef.optional(), {
      label: 'Slack connection',
      control: 'credential',
      help: 'The incoming webhook of your Slack app. Tests work without one: they post to the request inbox.',
      credentialTypes: ['slack'],
    }),
    channel: field(plainText.pipe(z.string().max(200)).nullish(), {
      label: 'Channel',
      control: 'text',
      help: 'Most incoming webhooks post to the channel they were made for, whatever stands here.',
      placeholder: '#orders',
      bindable: true,
    }),
    text: field(
      plainText.pipe(z.string().min(1, 'Write a message.').max(40_000, 'At most 40,000 characters.')),
      {
        label: 'Message',
        control: 'long-text',
        help: "Slack's own marks work: *bold*, _italic_, <https://example.com|a link>.",
        placeholder: 'Order {{ trigger.order.number }} needs a look.',
        bindable: true,
      },
    ),
    blocks: field(z.unknown().optional(), {
      label: 'Blocks',
      control: 'json',
      help: "Slack's Block Kit, a list. The message above is then what notifications show.",
      bindable: true,
      section: 'advanced',
    }),
  }),
  initial: { channel: '', text: '' },
  summarise: ({ channel, text }) =>
    [shortText(channel, 30), shortText(text)].filter(Boolean).join(': ') || 'No message yet',
  outputShape: () => stagedSendShape,
  sampleOutput: () => stagedSendSample,
  issues: ({ credential }) =>
    credential
      ? []
      : [
          {
            level: 'warning',
            path: 'credential',
            code: 'no_credential',
            message: 'Choose a Slack connection. Until then only tests work: they post to the request inbox.',
          },
        ],
});
