import { z } from 'zod';
import { shortText } from '../../node/config-pieces.ts';
import { type ConfigIssue, defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { isOneExpression } from '../../node/shape-of.ts';

/**
 * Goes on only while a condition holds. Otherwise the step leaves by `filtered`, a port that is not on the card:
 * nothing can be connected to it, so the path ends there.
 */
export const filter = defineNode({
  type: 'filter',
  title: 'Filter',
  summary: 'Goes on only when a condition holds.',
  category: 'decide',
  icon: 'Filter',
  synonyms: ['only if', 'condition', 'continue when', 'skip', 'guard'],
  config: z.object({
    when: field(z.unknown().optional(), {
      label: 'Go on when',
      control: 'expression',
      placeholder: '{{ trigger.order.total > 100 }}',
      help: 'Otherwise this path ends here, and the run is still a success.',
      bindable: true,
    }),
  }),
  initial: { when: '' },
  summarise: ({ when }) => shortText(when).replace(/^\{\{\s*|\s*\}\}$/g, '') || 'No condition yet',
  outputShape: () => ({
    type: 'object',
    properties: { passed: { type: 'boolean' } },
    required: ['passed'],
    additionalProperties: false,
  }),
  sampleOutput: () => ({ passed: true }),
  issues: ({ when }) => conditionIssues(when),
});

function conditionIssues(when: unknown): ConfigIssue[] {
  if (when === undefined || when === null || when === '')
    return [{ path: 'when', code: 'required', message: 'Say when the run goes on.' }];
  if (typeof when !== 'string' || isOneExpression(when)) return [];
  return [{ path: 'when', code: 'not_a_condition', message: notACondition }];
}

const notACondition =
  'This is a text, which always counts as true. Write the whole condition between {{ and }}: {{ trigger.body.total > 100 }}.';
