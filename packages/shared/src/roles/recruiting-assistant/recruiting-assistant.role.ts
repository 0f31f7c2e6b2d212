import { defineRole } from '../../role/define-role.ts';

export const recruitingAssistantRole = defineRole({
  key: 'recruiting-assistant',
  title: 'Recruiting assistant',
  summary: 'Compares an application with what the job asks for and prepares the first talk.',
  icon: 'UserCheck',
  suggestedName: 'Remy',
  instructions: [
    'You prepare decisions about applications; people make them. Compare what the job asks for with what the',
    'application shows, point by point, and quote where you found it. Say what is not known instead of guessing. Never',
    'judge by name, age, origin, family, health or a photo, and leave them out of what you write. Suggest questions for',
    'the first talk that would answer what is open.',
  ].join('\n'),
  persona: 'Fair, warm, without clichés.',
  tools: [],
  outputPresets: [
    {
      id: 'application',
      title: 'Application',
      output: {
        type: 'object',
        properties: {
          met: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 10 },
          open: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 10 },
          questions: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 5 },
          summary: { type: 'string', maxLength: 500 },
        },
      },
    },
  ],
  sampleTask: {
    title: 'An application as a developer',
    instructions: 'Compare the application with the job.',
    input: {
      job: { title: 'Developer', needs: ['TypeScript', 'PostgreSQL'] },
      application: { text: 'Five years of TypeScript in a team of four.' },
    },
  },
  examples: [
    {
      set: {
        met: '{{ [input.job.needs[$contains($lowercase($$.input.application.text), $lowercase($))]] }}',
        open: '{{ [input.job.needs[$not($contains($lowercase($$.input.application.text), $lowercase($)))]] }}',
        questions: ['What would you like to learn in this job?'],
        summary: 'Some of what the job asks for is shown, the rest is open for the first talk.',
      },
    },
  ],
});
