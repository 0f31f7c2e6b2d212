import type { TemplateDefinition } from '../../template/define-template.ts';

const firstName = '{{ $substringBefore(input.ticket.requester.name & " ", " ") }}';
const text = '$lowercase(input.ticket.subject & " " & input.ticket.description)';
const searched = [
  { tool: 'search_help', args: { query: '{{ input.ticket.subject }} {{ input.ticket.description }}' } },
];
const sources = '{{ [tools.search_help.articles[0].id] }}';
const article = '{{ tools.search_help.articles[0].body }}';
const language = '{{ input.ticket.language ? input.ticket.language : "en" }}';

const answered = {
  language,
  summary: 'The customer writes: {{ input.ticket.subject }}',
  draft: `Hello ${firstName}, thank you for writing to us. ${article} Your request is now with the people who can help.`,
  sources,
};

export const ticketTriageScript: TemplateDefinition['script'] = {
  triage: [
    {
      when: `$contains(${text}, /lawyer|legal|court|police|press/)`,
      calls: searched,
      set: { ...answered, category: 'legal', team: 'legal', priority: 'high', confidence: 0.9 },
    },
    {
      when: `$contains(${text}, /charged|payment|refund|invoice/)`,
      calls: searched,
      set: { ...answered, category: 'billing', team: 'billing', priority: 'high', confidence: 0.92 },
    },
    {
      when: `$contains(${text}, /crash|error|broken|damaged|closes by itself/)`,
      calls: searched,
      set: { ...answered, category: 'technical', team: 'technical', priority: 'normal', confidence: 0.85 },
    },
    {
      calls: searched,
      set: {
        language,
        category: 'other',
        team: 'account',
        priority: 'normal',
        confidence: 0.4,
        summary: 'It is not clear what the customer needs.',
        draft: `Hello ${firstName}, thank you for writing to us. Could you tell us which order or page this is about, and what you saw?`,
        sources: [],
      },
    },
  ],
};
