import { z } from 'zod';
import { moment, shapeBase, textOrNull } from './shape-base.ts';

export const leadAnswer = z.strictObject({
  key: z.string(),
  label: z.string().describe('The question as it was asked.'),
  type: z.string().describe('text, number, boolean, list, …'),
  value: z.unknown(),
});

/** The one form of a lead, whoever sent it. Unknown is null; an empty list is known to be empty. */
export const lead = z.strictObject({
  ...shapeBase,
  id: z.string().min(1).describe("The sender's id; where there is none, the id of the request."),
  form: z.strictObject({ id: textOrNull, name: textOrNull }).nullable(),
  name: textOrNull,
  firstName: textOrNull,
  lastName: textOrNull,
  email: textOrNull,
  phone: textOrNull,
  company: textOrNull,
  jobTitle: textOrNull,
  website: textOrNull,
  country: textOrNull,
  message: textOrNull.describe('What the person wrote.'),
  answers: z.array(leadAnswer).describe('Every answer of the form, also those above.'),
  consent: z.strictObject({ given: z.boolean(), text: textOrNull }).nullable(),
  utm: z
    .strictObject({
      source: textOrNull,
      medium: textOrNull,
      campaign: textOrNull,
      term: textOrNull,
      content: textOrNull,
    })
    .nullable()
    .describe('Where the visit came from.'),
  pageUrl: textOrNull,
  submittedAt: moment.nullable(),
});
export type Lead = z.output<typeof lead>;
