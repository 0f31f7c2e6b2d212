import type { TemplateDefinition } from '../../template/define-template.ts';

const row = 'tools.company_by_domain.rows[0]';
const searched = [{ tool: 'search_playbook', args: { query: 'score size industry demo grades' } }];
const firstName = '{{ input.lead.firstName ? input.lead.firstName : "there" }}';
const company = `{{ ${row} ? { "name": ${row}.name, "industry": ${row}.industry, "size": ${row}.size, "country": ${row}.country } : { "name": input.lead.company ? input.lead.company : "unknown", "industry": null, "size": null, "country": input.lead.country ? input.lead.country : null } }}`;
const known = `$exists(${row})`;
const asksForDemo = '$contains($lowercase(input.lead.message), /demo|offer|price/)';

export const leadFollowUpScript: TemplateDefinition['script'] = {
  qualify: [
    {
      when: `${known} and ${asksForDemo} and ${row}.size >= 200`,
      calls: searched,
      set: {
        company,
        score: 86,
        grade: 'hot',
        reasons: [
          `{{ ${row}.name }} has {{ ${row}.size }} employees: 30 points for size.`,
          `{{ ${row}.industry = "manufacturing" ? "Manufacturing" : "The industry" }} fits: 25 points.`,
          'The message asks for a demo: 31 points.',
        ],
        followUp: {
          subject: `A demo for {{ ${row}.name }}`,
          body: `Hello ${firstName}, thank you for asking for a demo. We read this about you: {{ ${row}.about }} With about {{ ${row}.size }} people, orders that are checked by hand cost a lot of time. Would Tuesday at 10:00 suit you?`,
        },
        sendAfterHours: 0,
      },
    },
    {
      when: `${known} or ${asksForDemo}`,
      calls: searched,
      set: {
        company,
        score: 55,
        grade: 'warm',
        reasons: ['There is a company or a concrete question, but not both.'],
        followUp: {
          subject: 'Your question to us',
          body: `Hello ${firstName}, thank you for writing to us. What would you like to automate first?`,
        },
        sendAfterHours: 24,
      },
    },
    {
      calls: searched,
      set: {
        company,
        score: 5,
        grade: 'cold',
        reasons: ['No company was found and nothing concrete was asked for.'],
        followUp: { subject: '', body: '' },
        sendAfterHours: 72,
      },
    },
  ],
};
