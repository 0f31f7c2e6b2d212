import { z } from 'zod';
import { isRecord } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { shapeOf } from '../../node/shape-of.ts';

/** Gives names to values; the output is the object of them. */
export const setValues = defineNode({
  type: 'set-values',
  title: 'Set values',
  summary: 'Gives names to values, for the steps after it.',
  category: 'data',
  icon: 'Braces',
  synonyms: ['variables', 'assign', 'map', 'transform', 'edit fields', 'rename', 'compute'],
  config: z.object({
    values: field(z.record(z.string().min(1, 'Give the value a name.').max(200), z.unknown()), {
      label: 'Values',
      control: 'mapping',
      help: 'A value is text, a number, JSON, or an expression between {{ and }}.',
      bindable: true,
    }),
  }),
  initial: { values: {} },
  summarise: ({ values }) => {
    const names = Object.keys(isRecord(values) ? values : {});
    return names.length === 0 ? 'No values yet' : names.join(', ');
  },
  outputShape: ({ values }) => shapeOf(isRecord(values) ? values : {}),
  sampleOutput: ({ values }) => (isRecord(values) ? values : {}),
  issues: ({ values }) =>
    isRecord(values) && Object.keys(values).length === 0
      ? [
          {
            level: 'warning',
            path: 'values',
            code: 'no_values',
            message: 'Add a value, or remove this step.',
          },
        ]
      : [],
});
