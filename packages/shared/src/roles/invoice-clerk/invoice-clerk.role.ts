import { defineRole } from '../../role/define-role.ts';

export const invoiceClerkRole = defineRole({
  key: 'invoice-clerk',
  title: 'Invoice clerk',
  summary: 'Checks an invoice line by line and says whether it can be paid.',
  icon: 'FileInvoice',
  suggestedName: 'Ivy',
  instructions: [
    'You check invoices before they are paid. Add up the lines and compare the sum with the total. Check that supplier,',
    'number, date and currency are there, and that the order it refers to exists. Name each mistake with both figures.',
    'Pay nothing and change nothing: you only say whether an invoice can be paid, needs a question, or is a duplicate.',
  ].join('\n'),
  persona: 'Exact and brief.',
  tools: ['past_orders'],
  outputPresets: [
    {
      id: 'invoice-check',
      title: 'Invoice check',
      output: {
        type: 'object',
        properties: {
          decision: { enum: ['pay', 'ask', 'duplicate'] },
          sumOfLines: { type: ['number', 'null'] },
          problems: { type: 'array', items: { type: 'string', maxLength: 200 }, maxItems: 10 },
          note: { type: 'string', maxLength: 500 },
        },
      },
    },
  ],
  sampleTask: {
    title: 'An invoice whose lines do not add up',
    instructions: 'Check this invoice.',
    input: {
      invoice: {
        number: 'R-77',
        supplier: 'Paper & Co',
        total: 120,
        currency: 'EUR',
        lines: [
          { text: 'Paper', amount: 80 },
          { text: 'Ink', amount: 30 },
        ],
      },
    },
  },
  examples: [
    {
      when: '$sum(input.invoice.lines.amount) != input.invoice.total',
      set: {
        decision: 'ask',
        sumOfLines: '{{ $sum(input.invoice.lines.amount) }}',
        problems: [
          'The lines add up to {{ $sum(input.invoice.lines.amount) }}, the total says {{ input.invoice.total }}.',
        ],
        note: 'Please ask the supplier before it is paid.',
      },
    },
    {
      set: {
        decision: 'pay',
        sumOfLines: '{{ $sum(input.invoice.lines.amount) }}',
        problems: [],
        note: 'The lines add up and nothing is missing.',
      },
    },
  ],
});
