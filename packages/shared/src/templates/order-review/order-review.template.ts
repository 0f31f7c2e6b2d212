import { orderDeskRole } from '../../roles/order-desk/order-desk.role.ts';
import { riskReviewerRole } from '../../roles/risk-reviewer/risk-reviewer.role.ts';
import { defineTemplate, type TemplateDefinition } from '../../template/define-template.ts';
import { orderReviewSamples } from './order-review.samples.ts';
import { orderReviewScript } from './order-review.script.ts';

const document: TemplateDefinition['document'] = {
  schema: 'sista.flow/1',
  name: 'Review large orders',
  vars: { reviewAbove: 100, channel: '#orders', shopUrl: 'https://shop.example.com/webhooks/sista' },
  nodes: [
    {
      id: 'order',
      type: 'trigger-order',
      name: 'New order',
      position: { x: 0, y: 160 },
      config: { source: 'generic' },
    },
    {
      id: 'check',
      type: 'employee-task',
      name: 'Check the order',
      position: { x: 320, y: 160 },
      config: {
        employee: 'role:order-desk',
        instructions:
          'Check every line of order {{ trigger.order.number }} against the stock, look up the policy that applies, and write the message to the customer.',
        output: orderDeskRole.outputPresets[0]?.output,
      },
    },
    {
      id: 'update',
      type: 'send-email',
      name: 'Tell the customer',
      position: { x: 640, y: 0 },
      config: {
        to: '{{ trigger.order.customer.email }}',
        subject: 'Your order {{ trigger.order.number }}',
        text: '{{ steps.check.output.customerMessage }}',
      },
    },
    {
      id: 'route',
      type: 'branch',
      name: 'Exception, or large?',
      position: { x: 640, y: 160 },
      config: {
        conditions: [
          { port: 'exception', when: '{{ steps.check.output.exception }}' },
          { port: 'large', when: '{{ trigger.order.total > vars.reviewAbove }}' },
        ],
        otherwise: 'usual',
      },
    },
    {
      id: 'review',
      type: 'employee-task',
      name: 'Review the order',
      position: { x: 960, y: 160 },
      config: {
        employee: 'role:risk-reviewer',
        instructions:
          'Decide whether order {{ trigger.order.number }} may ship. Compare it with what this customer bought before.',
        input: { order: '{{ trigger.order }}', check: '{{ steps.check.output }}' },
        output: riskReviewerRole.outputPresets[0]?.output,
      },
    },
    {
      id: 'held',
      type: 'branch',
      name: 'Hold it?',
      position: { x: 1280, y: 160 },
      config: {
        conditions: [{ port: 'hold', when: "{{ steps.review.output.decision = 'hold' }}" }],
        otherwise: 'approve',
      },
    },
    {
      id: 'flag',
      type: 'send-slack',
      name: 'Ask the team',
      position: { x: 1600, y: 0 },
      config: {
        channel: '{{ vars.channel }}',
        text: 'Order {{ trigger.order.number }} needs a person: {{ steps.review.output.note ? steps.review.output.note : $join(steps.check.output.reasons, ", ") }}',
      },
    },
    {
      id: 'tell',
      type: 'send-webhook',
      name: 'Tell the shop',
      position: { x: 1600, y: 240 },
      config: {
        url: '{{ vars.shopUrl }}',
        eventType: 'custom.order_reviewed',
        body: {
          order: '{{ trigger.order.id }}',
          decision: '{{ steps.review.output.decision ? steps.review.output.decision : "approve" }}',
          risk: '{{ steps.review.output.risk ? steps.review.output.risk : 0 }}',
          promisedOn: '{{ steps.check.output.promisedOn }}',
          lines: '{{ steps.check.output.lines }}',
        },
      },
    },
  ],
  edges: [
    { id: 'e1', source: 'order', target: 'check' },
    { id: 'e2', source: 'check', target: 'update' },
    { id: 'e3', source: 'check', target: 'route' },
    { id: 'e4', source: 'route', sourcePort: 'exception', target: 'flag' },
    { id: 'e5', source: 'route', sourcePort: 'large', target: 'review' },
    { id: 'e6', source: 'route', sourcePort: 'usual', target: 'tell' },
    { id: 'e7', source: 'review', target: 'held' },
    { id: 'e8', source: 'held', sourcePort: 'hold', target: 'flag' },
    { id: 'e9', source: 'held', sourcePort: 'approve', target: 'tell' },
  ],
};

const approved = {
  status: 'succeeded',
  path: ['order', 'check', 'update', 'route', 'review', 'held', 'tell'],
  outputs: {
    check: { exception: false, reasons: [], promisedOn: '2026-11-23' },
    review: { decision: 'approve', risk: 12 },
  },
} as const;

export const orderReviewTemplate = defineTemplate({
  id: 'order-review',
  title: 'Review large orders',
  outcome:
    'Every order is checked against stock, the customer hears what ships, and large orders are reviewed first.',
  category: 'orders',
  icon: 'ShoppingCart',
  hires: [
    {
      ref: 'role:order-desk',
      name: 'Olive',
      title: 'Order desk',
      tools: ['check_stock', 'past_orders', 'search_policies'],
    },
    {
      ref: 'role:risk-reviewer',
      name: 'Rita',
      title: 'Risk reviewer',
      tools: ['past_orders', 'search_policies'],
    },
  ],
  document,
  samples: orderReviewSamples,
  makeItYours: [
    { nodeId: 'order', path: 'config.credential', label: 'The secret your shop signs with' },
    { nodeId: 'update', path: 'config.credential', label: 'Your mail server' },
    { nodeId: 'tell', path: 'config.url', label: 'Where your shop hears the decision' },
  ],
  script: orderReviewScript,
  expected: {
    plain: approved,
    exception: {
      status: 'succeeded',
      path: ['order', 'check', 'update', 'route', 'flag'],
      outputs: { check: { exception: true, reasons: ['out_of_stock'], promisedOn: null } },
    },
    hostile: approved,
  },
});
