import { leadResearcherRole } from '../../roles/lead-researcher/lead-researcher.role.ts';
import { defineTemplate, type TemplateDefinition } from '../../template/define-template.ts';
import { leadFollowUpSamples } from './lead-follow-up.samples.ts';
import { leadFollowUpScript } from './lead-follow-up.script.ts';

const document: TemplateDefinition['document'] = {
  schema: 'sista.flow/1',
  name: 'Follow up on leads',
  vars: { channel: '#sales', shopUrl: 'https://shop.example.com/webhooks/sista' },
  nodes: [
    {
      id: 'lead',
      type: 'trigger-lead',
      name: 'New lead',
      position: { x: 0, y: 160 },
      config: { source: 'generic' },
    },
    {
      id: 'qualify',
      type: 'employee-task',
      name: 'Research and score',
      position: { x: 320, y: 160 },
      config: {
        employee: 'role:lead-researcher',
        instructions:
          'Look up the company behind this lead, score it by the playbook and draft the follow-up for {{ trigger.lead.name }}.',
        output: leadResearcherRole.outputPresets[0]?.output,
      },
    },
    {
      id: 'grade',
      type: 'branch',
      name: 'How warm?',
      position: { x: 640, y: 160 },
      config: {
        conditions: [
          { port: 'hot', when: "{{ steps.qualify.output.grade = 'hot' }}" },
          { port: 'warm', when: "{{ steps.qualify.output.grade = 'warm' }}" },
        ],
        otherwise: 'cold',
      },
    },
    {
      id: 'ping',
      type: 'send-slack',
      name: 'Tell sales now',
      position: { x: 960, y: 0 },
      config: {
        channel: '{{ vars.channel }}',
        text: 'Hot lead ({{ steps.qualify.output.score }}): {{ trigger.lead.name }}, {{ steps.qualify.output.company.name }}. {{ $join(steps.qualify.output.reasons, " ") }}',
      },
    },
    {
      id: 'followUp',
      type: 'send-email',
      name: 'Follow up',
      position: { x: 1280, y: 80 },
      config: {
        to: '{{ trigger.lead.email }}',
        subject: '{{ steps.qualify.output.followUp.subject }}',
        text: '{{ steps.qualify.output.followUp.body }}',
      },
    },
    {
      id: 'crm',
      type: 'send-webhook',
      name: 'Keep it in the CRM',
      position: { x: 960, y: 320 },
      config: {
        url: '{{ vars.shopUrl }}',
        eventType: 'custom.lead_scored',
        body: {
          lead: '{{ trigger.lead.id }}',
          email: '{{ trigger.lead.email }}',
          company: '{{ steps.qualify.output.company }}',
          score: '{{ steps.qualify.output.score }}',
          grade: '{{ steps.qualify.output.grade }}',
        },
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'lead', target: 'qualify' },
    { id: 'e2', source: 'qualify', target: 'grade' },
    { id: 'e3', source: 'grade', sourcePort: 'hot', target: 'ping' },
    { id: 'e4', source: 'ping', target: 'followUp' },
    { id: 'e5', source: 'grade', sourcePort: 'warm', target: 'followUp' },
    { id: 'e6', source: 'grade', sourcePort: 'cold', target: 'crm' },
  ],
};

const hot = {
  status: 'succeeded',
  path: ['lead', 'qualify', 'grade', 'ping', 'followUp'],
  outputs: {
    qualify: {
      score: 86,
      grade: 'hot',
      company: { name: 'Brassworks Ltd', industry: 'manufacturing', size: 400, country: 'GB' },
      sendAfterHours: 0,
    },
  },
} as const;

export const leadFollowUpTemplate = defineTemplate({
  id: 'lead-follow-up',
  title: 'Follow up on leads',
  outcome: 'Every lead is researched and scored; hot ones reach sales at once, with a personal follow-up.',
  category: 'sales',
  icon: 'AddressBook',
  hires: [
    {
      ref: 'role:lead-researcher',
      name: 'Lena',
      title: 'Lead researcher',
      tools: ['company_by_domain', 'search_playbook'],
    },
  ],
  document,
  samples: leadFollowUpSamples,
  makeItYours: [
    { nodeId: 'lead', path: 'config.credential', label: 'The secret your form signs with' },
    { nodeId: 'followUp', path: 'config.credential', label: 'Your mail server' },
    { nodeId: 'crm', path: 'config.url', label: 'Where your CRM takes leads' },
  ],
  script: leadFollowUpScript,
  expected: {
    plain: hot,
    exception: {
      status: 'succeeded',
      path: ['lead', 'qualify', 'grade', 'crm'],
      outputs: {
        qualify: {
          grade: 'cold',
          score: 5,
          company: { name: 'unknown', industry: null, size: null, country: 'GB' },
        },
      },
    },
    hostile: hot,
  },
});
