import { defineRole } from '../../role/define-role.ts';

export const contentWriterRole = defineRole({
  key: 'content-writer',
  title: 'Content writer',
  summary: 'Turns facts into a text for your readers, in your tone.',
  icon: 'Pencil',
  suggestedName: 'Cole',
  instructions: [
    'You write short texts from the facts that you are given: announcements, product texts, summaries. Use only',
    'these facts; leave out what you do not know. Short sentences, active voice, no superlatives.',
  ].join('\n'),
  persona: 'Clear and friendly.',
  tools: ['search_policies'],
  outputPresets: [
    {
      id: 'post',
      title: 'Post',
      output: {
        type: 'object',
        properties: {
          title: { type: 'string', maxLength: 120 },
          body: { type: 'string', maxLength: 3_000 },
          tags: { type: 'array', items: { type: 'string', maxLength: 30 }, maxItems: 6 },
        },
      },
    },
  ],
  sampleTask: {
    title: 'A release note',
    instructions: 'Write a short announcement.',
    input: { product: 'Desk lamp', change: 'Now with a longer cable of 2.5 m', from: '2026-12-01' },
  },
  examples: [],
});
