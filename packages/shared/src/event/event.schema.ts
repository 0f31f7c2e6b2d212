import { z } from 'zod';
import { isCustomType } from '../endpoint/event-pattern.ts';
import { idInput, idOutput } from '../ids.ts';
import { pageInput, pageOf } from '../page.schema.ts';

/** What the event is about; an id only where there is exactly one. */
export const eventSubject = z.strictObject({
  flowId: idOutput('flow').optional(),
  runId: idOutput('run').optional(),
  employeeId: idOutput('employee').optional(),
  teamId: idOutput('team').optional(),
});

/** The body of a subscription's delivery. `data` is of the type. */
export const eventEnvelope = z.object({
  id: idOutput('event'),
  type: z.string(),
  schemaVersion: z.string(),
  timestamp: z.iso.datetime(),
  workspaceId: idOutput('workspace'),
  endpointId: idOutput('endpoint'),
  /** Grows by one with every event of the workspace, without gaps. */
  sequence: z.int(),
  subject: eventSubject,
  causation: z
    .object({ runId: idOutput('run').nullable(), eventId: idOutput('event').nullable(), depth: z.int() })
    .optional(),
  test: z.literal(true).optional(),
  data: z.unknown(),
});

export const eventListInput = pageInput.extend({ type: z.string().max(100).optional() });

/** An event as lists and `GET /events/{id}` show it: the envelope without an endpoint. */
export const eventRecord = eventEnvelope
  .omit({ endpointId: true })
  .extend({ origin: z.enum(['fact', 'custom', 'node', 'tool', 'test']), matched: z.int() })
  .meta({ id: 'Event' });
export const eventPage = pageOf(eventRecord);
export const eventIdInput = z.object({ id: idInput('event') });

/** `POST /events` */
export const customEventInput = z.object({
  type: z.string().refine(isCustomType, {
    message: 'Use "custom." and parts of a-z, 0-9 and _ between dots, such as custom.order_shipped.',
  }),
  data: z.record(z.string(), z.unknown()),
});

export type EventEnvelope = z.output<typeof eventEnvelope>;
export type EventRecord = z.output<typeof eventRecord>;
export type EventListInput = z.output<typeof eventListInput>;

/** Where an event comes from; a smallint in the database. */
export const eventOrigins = { fact: 0, custom: 1, node: 2, tool: 3, test: 4 } as const;
export type EventOrigin = keyof typeof eventOrigins;
