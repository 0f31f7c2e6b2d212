import { z } from 'zod';
import { credentialRef, plainText, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

const addresses = z.union([plainText, z.array(z.string())]);

/** Sends one message through the mail server of a credential. */
export const sendEmail = defineNode({
  type: 'send-email',
  title: 'Send an e-mail',
  summary: 'Sends an e-mail through your mail server.',
  category: 'tell',
  icon: 'Mail',
  synonyms: ['mail', 'smtp', 'message', 'notify', 'newsletter', 'reply'],
  effect: 'write',
  // Mail servers know no keys: whether a message went out is sometimes known by nobody but its receiver.
  effectClass: 'once',
  timeoutSeconds: 60,
  config: z.object({
    credential: field(credentialRef.optional(), {
      label: 'Mail server',
      control: 'credential',
      help: 'Its sender address is used. Tests work without one: they send to the request inbox.',
      credentialTypes: ['smtp'],
    }),
    to: field(addresses, {
      label: 'To',
      control: 'text',
      help: 'Several are separated by commas.',
      placeholder: '{{ trigger.order.customer.email }}',
      bindable: true,
    }),
    subject: field(
      plainText.pipe(z.string().min(1, 'Write a subject.').max(500, 'At most 500 characters.')),
      {
        label: 'Subject',
        control: 'text',
        bindable: true,
      },
    ),
    text: field(
      plainText.pipe(z.string().min(1, 'Write the message.').max(200_000, 'At most 200,000 characters.')),
      {
        label: 'Message',
        control: 'long-text',
        bindable: true,
      },
    ),
    cc: field(addresses.nullish(), {
      label: 'Copy to',
      control: 'text',
      bindable: true,
      section: 'advanced',
    }),
    replyTo: field(plainText.nullish(), {
      label: 'Answers go to',
      control: 'text',
      bindable: true,
      section: 'advanced',
    }),
  }),
  initial: { to: '', subject: '', text: '' },
  summarise: ({ to, subject }) =>
    [shortText(to, 30), shortText(subject)].filter(Boolean).join(': ') || 'No receiver yet',
  outputShape: () => ({
    type: 'object',
    properties: {
      messageId: { type: 'string' },
      accepted: { type: 'array', items: { type: 'string' } },
      rejected: {
        type: 'array',
        items: { type: 'string' },
        description: 'Addresses that the server refused.',
      },
    },
    required: ['messageId', 'accepted', 'rejected'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({ messageId: '<4f3a@example.com>', accepted: ['ada@example.com'], rejected: [] }),
  issues: ({ credential, to }) => [
    ...(to === undefined || to === '' || (Array.isArray(to) && to.length === 0)
      ? [{ path: 'to', code: 'required', message: 'Say who gets it.' }]
      : []),
    ...(credential
      ? []
      : [
          {
            level: 'warning' as const,
            path: 'credential',
            code: 'no_credential',
            message: 'Choose a mail server. Until then only tests work: they send to the request inbox.',
          },
        ]),
  ],
});
