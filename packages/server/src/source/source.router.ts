import { pageOf } from '@sista/shared/page.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { listSources } from './list-sources.ts';

const source = z
  .object({
    id: z.string(),
    label: z.string(),
    summary: z.string(),
    icon: z.string(),
    shapes: z.array(z.string()),
    events: z.array(z.object({ type: z.string(), label: z.string() })),
    credentialTypes: z.array(z.string()),
    /** What a person does at the sender; `{url}` stands for the ingress URL. */
    setup: z.array(z.string()),
  })
  .meta({ id: 'Source' });

export const sourceRouter = router({
  list: procedure('flow.read')
    .meta({
      openapi: { method: 'GET', path: '/sources', tags: ['sources'], summary: 'List who can send requests' },
    })
    .input(z.object({}))
    .output(pageOf(source))
    .query(() => listSources()),
});
