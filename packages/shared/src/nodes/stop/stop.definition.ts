import { z } from 'zod';
import { plainText, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';

/** Ends the whole run, also what is running beside it. */
export const stop = defineNode({
  type: 'stop',
  title: 'Stop',
  summary: 'Ends the whole run, as a success or a failure.',
  category: 'decide',
  icon: 'PlayerStop',
  synonyms: ['end', 'finish', 'abort', 'fail', 'throw', 'terminate'],
  ports: () => [],
  config: z.object({
    status: field(z.enum(['succeeded', 'failed']).default('succeeded'), {
      label: 'End the run as',
      control: 'choice',
      options: [
        { value: 'succeeded', label: 'Success' },
        { value: 'failed', label: 'Failure', help: 'The run shows as failed, and run.failed is told.' },
      ],
    }),
    message: field(plainText.pipe(z.string().max(1_000, 'At most 1,000 characters.')).nullish(), {
      label: 'Message',
      control: 'long-text',
      help: 'What people read on the run.',
      placeholder: 'Order {{ trigger.order.number }} has no address.',
      bindable: true,
    }),
    output: field(z.unknown().optional(), {
      label: 'Output of the run',
      control: 'json',
      help: 'What the run gives to whoever started it. Empty: null.',
      bindable: true,
      section: 'advanced',
    }),
  }),
  initial: { status: 'succeeded' },
  summarise: ({ status, message }) =>
    shortText(message) || (status === 'failed' ? 'Ends the run as failed' : 'Ends the run as succeeded'),
  outputShape: () => ({}),
  sampleOutput: ({ output }) => output ?? null,
  issues: ({ status, message }) =>
    status === 'failed' && !message
      ? [
          {
            level: 'warning',
            path: 'message',
            code: 'no_message',
            message: 'Say why the run fails, for whoever reads it.',
          },
        ]
      : [],
});
