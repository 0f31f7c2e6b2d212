import { z } from 'zod';
import { isTemplate, shortText } from '../../node/config-pieces.ts';
import type { DataShape } from '../../node/data-shape.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { kindOf } from '../../node/plain-message.ts';
import { isOneExpression } from '../../node/shape-of.ts';

const outputShape: DataShape = {
  type: 'object',
  properties: {
    count: { type: 'integer', description: 'How many items there were.' },
    items: {
      type: 'array',
      description: 'The result of each item, in their order; null for one that failed.',
    },
    failed: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          index: { type: 'integer' },
          error: {
            type: 'object',
            properties: { code: { type: 'string' }, message: { type: 'string' } },
            required: ['code', 'message'],
            additionalProperties: false,
          },
        },
        required: ['index', 'error'],
        additionalProperties: false,
      },
    },
  },
  required: ['count', 'items', 'failed'],
  additionalProperties: false,
};

function notAList(value: unknown): string {
  const advice =
    typeof value === 'string'
      ? 'Write an expression that gives one, such as {{ trigger.order.items }}.'
      : 'An expression that finds one item gives that item alone: put [ and ] around it.';
  return `Needs a list; this is ${kindOf(value)}. ${advice}`;
}

/** Runs the steps behind its port `each` once for each item of a list, then goes on by `out`. */
export const forEach = defineNode({
  type: 'for-each',
  title: 'For each',
  summary: 'Repeats steps for every item of a list.',
  category: 'wait',
  icon: 'Repeat',
  synonyms: ['loop', 'repeat', 'iterate', 'map', 'every', 'list', 'split', 'batch'],
  ports: () => [
    { name: 'each', label: 'each item' },
    { name: 'out', label: 'when all are done' },
  ],
  config: z.object({
    items: field(z.array(z.unknown(), { error: ({ input }) => notAList(input) }), {
      label: 'Items',
      control: 'expression',
      placeholder: '{{ trigger.order.items }}',
      help: 'A list. Inside the loop `item` is the one at hand and `index` its number, from 0.',
      bindable: true,
    }),
    concurrency: field(z.int().min(1).max(50).default(1), {
      label: 'Items at once',
      control: 'number',
      help: 'With 1 they go in order, each when the one before is done.',
    }),
    onItemError: field(z.enum(['stop', 'collect']).default('stop'), {
      label: 'When an item fails',
      control: 'choice',
      options: [
        { value: 'stop', label: 'Stop', help: 'This step fails, and no further item begins.' },
        { value: 'collect', label: 'Go on', help: 'The item is listed under failed, and the others go on.' },
      ],
    }),
    result: field(z.string().max(10_000, 'At most 10,000 characters.').nullish(), {
      label: 'Result of an item',
      control: 'expression',
      placeholder: '{{ steps.review.output.decision }}',
      help: 'Read when an item is done. Empty: the output of the step that ran last inside.',
      bindable: true,
      resolve: false,
      perItem: true,
      section: 'advanced',
    }),
  }),
  // The list is what only a person can know; a text in its place says that it is missing.
  initial: { items: '' as unknown as unknown[], concurrency: 1, onItemError: 'stop' },
  summarise: ({ items }) =>
    Array.isArray(items)
      ? `${items.length} ${items.length === 1 ? 'item' : 'items'}`
      : shortText(items).replace(/^\{\{\s*|\s*\}\}$/g, '') || 'No list yet',
  outputShape: () => outputShape,
  sampleOutput: () => ({ count: 0, items: [], failed: [] }),
  issues: ({ items }) => itemIssues(items),
});

/**
 * JSONata gives a filter's only hit as itself and not as a list, so such a loop works in a test and fails on the day
 * that one item is found. A list around it, or `[]` behind it, keeps the list.
 */
function itemIssues(items: unknown): ConfigIssue[] {
  if (typeof items !== 'string' || !isTemplate(items)) return [];
  if (!isOneExpression(items.trim()))
    return [
      {
        path: 'items',
        code: 'not_a_list',
        message: 'A text around an expression makes a text. Write only the expression.',
      },
    ];
  const source = items.trim().slice(2, -2).trim();
  if (!source.includes('[') || source.startsWith('[') || source.endsWith('[]')) return [];
  const message = 'Where this finds just one item, it gives that item and no list. Put [ and ] around it.';
  return [{ level: 'warning', path: 'items', code: 'maybe_not_a_list', message }];
}
