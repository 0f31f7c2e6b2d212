import { z } from 'zod';
import { templateCategories } from './define-template.ts';

export const templateSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    outcome: z.string(),
    category: z.enum(templateCategories),
    icon: z.string(),
    hires: z.array(z.object({ ref: z.string(), name: z.string(), title: z.string() })),
    nodeTypes: z.array(z.string()),
  })
  .meta({ id: 'TemplateSummary' });
export type TemplateSummary = z.output<typeof templateSummary>;

export const templateDetail = templateSummary
  .extend({
    document: z.unknown(),
    samples: z.array(
      z.object({
        id: z.enum(['plain', 'exception', 'hostile']),
        title: z.string(),
        payload: z.unknown(),
        headers: z.record(z.string(), z.string()).optional(),
      }),
    ),
    makeItYours: z.array(z.object({ nodeId: z.string(), path: z.string(), label: z.string() })),
  })
  .meta({ id: 'Template' });
export type TemplateDetail = z.output<typeof templateDetail>;
