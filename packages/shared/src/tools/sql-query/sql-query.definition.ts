import { z } from 'zod';
import type { DataShape } from '../../node/data-shape.ts';
import { defineTool } from '../../tool/define-tool.ts';

export const queryParameter = z.object({
  name: z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/),
  type: z.enum(['text', 'number', 'list']),
  description: z.string().max(300).default(''),
});
type QueryParameter = z.output<typeof queryParameter>;

const settings = z.object({
  /** The name of the data source. */
  source: z.string().min(1).max(100),
  /** One SELECT with `:name` for each parameter; a list is JSON text, for `json_each(:name)`. */
  sql: z.string().min(1).max(4_000),
  tables: z.array(z.string().min(1).max(100)).min(1).max(20),
  parameters: z.array(queryParameter).max(10).default([]),
});

const shapes: Record<QueryParameter['type'], DataShape> = {
  text: { type: 'string', maxLength: 500 },
  number: { type: 'number' },
  list: { type: 'array', items: { type: 'string', maxLength: 200 }, minItems: 1, maxItems: 50 },
};

export const sqlQueryTool = defineTool({
  id: 'sql-query',
  title: 'SQL query',
  summary: 'Runs one fixed, read-only query on a data source and returns up to 200 rows.',
  icon: 'Database',
  settings,
  parameters: ({ parameters }) => ({
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, type, description }) => [name, { ...shapes[type], description }]),
    ),
    required: parameters.map(({ name }) => name),
    additionalProperties: false,
  }),
  pinnable: ({ parameters }) => parameters.map(({ name }) => name),
  target: ({ source, tables }) => `${source}: ${tables.join(', ')}`,
});
