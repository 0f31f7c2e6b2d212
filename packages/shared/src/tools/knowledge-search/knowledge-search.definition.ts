import { z } from 'zod';
import { defineTool } from '../../tool/define-tool.ts';

const settings = z.object({
  /** The name of the data source that has a table `article` (id, collection, title, body). */
  source: z.string().min(1).max(100),
  collection: z.string().min(1).max(100),
});

export const knowledgeSearchTool = defineTool({
  id: 'knowledge-search',
  title: 'Knowledge search',
  summary: 'Finds up to five articles of a collection by words and returns them with ids to cite.',
  icon: 'BookSearch',
  settings,
  parameters: () => ({
    type: 'object',
    properties: {
      query: {
        type: 'string',
        minLength: 1,
        maxLength: 300,
        description: 'A few words on what you need to know.',
      },
    },
    required: ['query'],
    additionalProperties: false,
  }),
  pinnable: () => ['query'],
  target: ({ collection }) => `articles: ${collection}`,
});
