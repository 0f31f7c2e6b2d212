import { z } from 'zod';
import { shapeOfValue } from '../../flow/data-shapes.ts';
import { isRecord, shortText } from '../../node/config-pieces.ts';
import { defineNode } from '../../node/define-node.ts';
import { field } from '../../node/field.ts';
import { triggerShape } from '../../node/trigger-shape.ts';

/** Starts by a button or through the API, with an input of one's own. */
export const triggerManual = defineNode({
  type: 'trigger-manual',
  title: 'Started by hand',
  summary: 'Starts by a button, or through the API.',
  category: 'start',
  icon: 'HandClick',
  synonyms: ['manual', 'button', 'run now', 'api', 'start'],
  trigger: { kind: 'manual', ingress: false },
  config: z.object({
    example: field(z.unknown().optional(), {
      label: 'Example of the input',
      control: 'json',
      help: 'What the flow expects as trigger.body. Tests start with it, and the steps offer its fields.',
    }),
  }),
  initial: { example: {} },
  summarise: ({ example }) => {
    const names = isRecord(example) ? Object.keys(example) : [];
    return names.length === 0 ? 'By a button or the API' : shortText(`With ${names.join(', ')}`);
  },
  // Open: an example declares what is there and promises nothing about what else may come.
  outputShape: ({ example }) => triggerShape(isRecord(example) ? shapeOfValue(example) : {}),
  sampleOutput: ({ example }) => ({
    kind: 'manual',
    receivedAt: '2026-11-23T09:00:00.000Z',
    body: example ?? {},
  }),
  samples: [{ id: 'empty', title: 'No input', payload: {} }],
});
