import { listEventTypes } from '@sista/shared/event/event-json-schema';
import { pageOf } from '@sista/shared/page.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';

const eventType = z
  .object({
    type: z.string(),
    title: z.string(),
    description: z.string(),
    schemaVersion: z.string(),
    /** JSON Schema (2020-12) of the whole body. */
    schema: z.record(z.string(), z.unknown()),
    example: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EventType' });

export const eventTypeRouter = router({
  list: procedure('event.read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/event-types',
        tags: ['events'],
        summary: 'List what we tell outside',
      },
    })
    .input(z.object({}))
    .output(pageOf(eventType))
    .query(() => ({ data: listEventTypes(), next: null })),
});
