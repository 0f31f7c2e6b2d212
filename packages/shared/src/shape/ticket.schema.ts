import { z } from 'zod';
import { moment, shapeBase, textOrNull } from './shape-base.ts';

export const ticketStatuses = ['new', 'open', 'pending', 'solved', 'closed', 'unknown'] as const;
export const ticketPriorities = ['low', 'normal', 'high', 'urgent', 'unknown'] as const;
export const ticketChannels = ['email', 'chat', 'web', 'phone', 'social', 'api', 'unknown'] as const;

const person = z.strictObject({ id: textOrNull, name: textOrNull, email: textOrNull });

/** The one form of a support ticket, whoever sent it. Unknown is null; an empty list is known to be empty. */
export const ticket = z.strictObject({
  ...shapeBase,
  id: z.string().min(1).describe("The sender's id of the ticket."),
  number: textOrNull.describe('What people call it.'),
  subject: textOrNull,
  description: textOrNull.describe('Plain text.'),
  descriptionHtml: textOrNull.describe('As sent, where it was HTML.'),
  status: z.enum(ticketStatuses),
  priority: z.enum(ticketPriorities),
  channel: z.enum(ticketChannels).describe('How it came.'),
  requester: person.nullable().describe('Who asks.'),
  assignee: person.nullable(),
  group: textOrNull.describe('The team it is assigned to.'),
  tags: z.array(z.string()),
  language: textOrNull,
  lastMessage: z.strictObject({ author: textOrNull, text: z.string(), at: moment.nullable() }).nullable(),
  createdAt: moment.nullable(),
  updatedAt: moment.nullable(),
});
export type Ticket = z.output<typeof ticket>;
