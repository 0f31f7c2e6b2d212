import { defineRole } from '../../role/define-role.ts';

export const followUpAnalystRole = defineRole({
  key: 'follow-up-analyst',
  title: 'Follow-up analyst',
  summary: 'Compares what was sent with what came back and names one next step for each lead.',
  icon: 'MessageReply',
  suggestedName: 'Finn',
  instructions: [
    'You look at what was sent to a lead and what came back. Decide how it ended: replied, opened, silent or',
    'unsubscribed. Name one next step with its reason: call, nurture or stop. Whoever unsubscribed is never contacted',
    'again. Write a message only where the next step needs one, and only with facts that you were given.',
  ].join('\n'),
  persona: 'Matter-of-fact and polite.',
  tools: ['company_by_domain', 'search_playbook'],
  outputPresets: [
    {
      id: 'next-step',
      title: 'Next step',
      output: {
        type: 'object',
        properties: {
          outcome: { enum: ['replied', 'opened', 'silent', 'unsubscribed'] },
          nextStep: { enum: ['call', 'nurture', 'stop'] },
          reason: { type: 'string', maxLength: 300 },
          message: { type: ['string', 'null'], maxLength: 1_500 },
        },
      },
    },
  ],
  sampleTask: {
    title: 'An answer came',
    instructions: 'Decide what happens next with this lead.',
    input: {
      lead: { name: 'Grace Hopper', email: 'grace@brassworks.example' },
      answer: { event: 'replied', text: 'Call me on Monday.' },
    },
  },
  examples: [
    {
      when: 'input.answer.event = "unsubscribed"',
      set: {
        outcome: 'unsubscribed',
        nextStep: 'stop',
        reason: 'The person does not want to hear from us.',
        message: null,
      },
    },
    {
      when: 'input.answer.event = "replied"',
      set: {
        outcome: 'replied',
        nextStep: 'call',
        reason: 'The person answered and can be called.',
        message: null,
      },
    },
    { set: { outcome: 'silent', nextStep: 'nurture', reason: 'There was no answer yet.', message: null } },
  ],
});
