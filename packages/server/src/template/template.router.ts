import { flow } from '@sista/shared/flow/flow-api.schema';
import { pageOf } from '@sista/shared/page.schema';
import { templateDetail, templateSummary } from '@sista/shared/template/template.schema';
import { z } from 'zod';
import { procedure, router } from '../trpc/trpc.ts';
import { getTemplate, listTemplates } from './list-templates.ts';
import { useTemplate } from './use-template.ts';

const tags = ['templates'];
const templateIdInput = z.object({ id: z.string().min(1).max(64) });

export const templateRouter = router({
  list: procedure('template.read')
    .meta({ openapi: { method: 'GET', path: '/templates', tags, summary: 'List templates' } })
    .input(z.object({}))
    .output(pageOf(templateSummary))
    .query(() => listTemplates()),
  get: procedure('template.read')
    .meta({ openapi: { method: 'GET', path: '/templates/{id}', tags, summary: 'Read a template' } })
    .input(templateIdInput)
    .output(templateDetail)
    .query(({ input }) => getTemplate(input)),
  use: procedure('template.use')
    .meta({
      openapi: { method: 'POST', path: '/templates/{id}/use', tags, summary: 'Make a flow of a template' },
      created: true,
    })
    .input(templateIdInput)
    .output(flow)
    .mutation(({ ctx, input }) => useTemplate(ctx, input)),
});
