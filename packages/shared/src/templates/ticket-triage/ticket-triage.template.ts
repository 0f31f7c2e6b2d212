import { supportAgentRole } from '../../roles/support-agent/support-agent.role.ts';
import { defineTemplate, type TemplateDefinition } from '../../template/define-template.ts';
import { ticketTriageSamples } from './ticket-triage.samples.ts';
import { ticketTriageScript } from './ticket-triage.script.ts';

const message =
  'Ticket {{ trigger.ticket.number }} ({{ steps.triage.output.priority }}): {{ steps.triage.output.summary }}';

function slack(id: string, name: string, channel: string, text: string, y: number) {
  return { id, type: 'send-slack', name, position: { x: 960, y }, config: { channel, text } };
}

const document: TemplateDefinition['document'] = {
  schema: 'sista.flow/1',
  name: 'Sort support tickets',
  vars: { surenessNeeded: 0.7, shopUrl: 'https://shop.example.com/webhooks/sista' },
  nodes: [
    {
      id: 'ticket',
      type: 'trigger-ticket',
      name: 'New ticket',
      position: { x: 0, y: 240 },
      config: { source: 'generic' },
    },
    {
      id: 'triage',
      type: 'employee-task',
      name: 'Read and sort',
      position: { x: 320, y: 240 },
      config: {
        employee: 'role:support-agent',
        instructions:
          'Read ticket {{ trigger.ticket.number }}, choose its category, team and priority, and draft an answer from the help articles.',
        output: supportAgentRole.outputPresets[0]?.output,
      },
    },
    {
      id: 'team',
      type: 'branch',
      name: 'Whose is it?',
      position: { x: 640, y: 240 },
      config: {
        conditions: [
          {
            port: 'unsure',
            when: "{{ steps.triage.output.confidence < vars.surenessNeeded or steps.triage.output.category = 'legal' }}",
          },
          { port: 'billing', when: "{{ steps.triage.output.team = 'billing' }}" },
          { port: 'technical', when: "{{ steps.triage.output.team = 'technical' }}" },
        ],
        otherwise: 'general',
      },
    },
    slack('ask', 'A person reads it', '#support-review', `Please read: ${message}`, 0),
    slack('billing', 'Billing', '#billing', message, 160),
    slack('technical', 'Technical', '#technical', message, 320),
    slack('general', 'Everybody else', '#support', message, 480),
    {
      id: 'helpdesk',
      type: 'send-webhook',
      name: 'Tell the help desk',
      position: { x: 1280, y: 240 },
      config: {
        url: '{{ vars.shopUrl }}',
        eventType: 'custom.ticket_triaged',
        body: {
          ticket: '{{ trigger.ticket.id }}',
          category: '{{ steps.triage.output.category }}',
          team: '{{ steps.triage.output.team }}',
          priority: '{{ steps.triage.output.priority }}',
          confidence: '{{ steps.triage.output.confidence }}',
          draft: '{{ steps.triage.output.draft }}',
          sources: '{{ steps.triage.output.sources }}',
        },
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'ticket', target: 'triage' },
    { id: 'e2', source: 'triage', target: 'team' },
    { id: 'e3', source: 'team', sourcePort: 'unsure', target: 'ask' },
    { id: 'e4', source: 'team', sourcePort: 'billing', target: 'billing' },
    { id: 'e5', source: 'team', sourcePort: 'technical', target: 'technical' },
    { id: 'e6', source: 'team', sourcePort: 'general', target: 'general' },
    { id: 'e7', source: 'ask', target: 'helpdesk' },
    { id: 'e8', source: 'billing', target: 'helpdesk' },
    { id: 'e9', source: 'technical', target: 'helpdesk' },
    { id: 'e10', source: 'general', target: 'helpdesk' },
  ],
};

const toBilling = {
  status: 'succeeded',
  path: ['ticket', 'triage', 'team', 'billing', 'helpdesk'],
  outputs: {
    triage: { category: 'billing', team: 'billing', priority: 'high', sources: ['help-double-charge'] },
  },
} as const;

export const ticketTriageTemplate = defineTemplate({
  id: 'ticket-triage',
  title: 'Sort support tickets',
  outcome: 'Every ticket reaches the right team with a drafted answer; unclear ones go to a person first.',
  category: 'support',
  icon: 'Headset',
  hires: [
    {
      ref: 'role:support-agent',
      name: 'Theo',
      title: 'Support agent',
      tools: ['search_help', 'customer_history'],
    },
  ],
  document,
  samples: ticketTriageSamples,
  makeItYours: [
    { nodeId: 'ticket', path: 'config.credential', label: 'The secret your help desk signs with' },
    { nodeId: 'billing', path: 'config.credential', label: 'Your Slack connection' },
    { nodeId: 'helpdesk', path: 'config.url', label: 'Where your help desk takes the draft' },
  ],
  script: ticketTriageScript,
  expected: {
    plain: toBilling,
    exception: {
      status: 'succeeded',
      path: ['ticket', 'triage', 'team', 'ask', 'helpdesk'],
      outputs: { triage: { category: 'other', confidence: 0.4, sources: [] } },
    },
    hostile: toBilling,
  },
});
