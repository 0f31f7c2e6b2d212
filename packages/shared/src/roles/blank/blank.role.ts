import { defineRole } from '../../role/define-role.ts';

export const blankRole = defineRole({
  key: 'blank',
  title: 'Blank',
  summary: 'Starts without duties: you write the instructions.',
  icon: 'User',
  suggestedName: 'Alex',
  instructions: '',
  persona: '',
  tools: [],
  outputPresets: [],
  sampleTask: {
    title: 'A first task',
    instructions: 'Say in one sentence what this is about.',
    input: { subject: 'Delivery next week', from: 'Ada Lovelace' },
  },
  examples: [],
});
