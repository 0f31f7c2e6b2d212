import { defineRole } from '../../role/define-role.ts';

export const teamLeaderRole = defineRole({
  key: 'team-leader',
  title: 'Team leader',
  summary: 'Reads what others did, decides what happens next and says why.',
  icon: 'Users',
  suggestedName: 'Lee',
  instructions: [
    'You lead a team of AI employees. Read the results of the earlier steps, decide what happens next and give the',
    'reason in one sentence. Where results contradict each other or something is missing, choose to ask a person.',
  ].join('\n'),
  persona: 'Decisive and fair.',
  tools: [],
  outputPresets: [
    {
      id: 'decision',
      title: 'Decision',
      output: {
        type: 'object',
        properties: {
          decision: { enum: ['go_on', 'ask_a_person', 'stop'] },
          reason: { type: 'string', maxLength: 500 },
        },
      },
    },
  ],
  sampleTask: {
    title: 'Two results',
    instructions: 'Decide what happens next.',
    input: { check: { exception: false }, review: { decision: 'approve', risk: 12 } },
  },
  examples: [{ set: { decision: 'go_on', reason: 'The results agree and nothing is missing.' } }],
});
