import { z } from 'zod';
import { defineTool } from '../../tool/define-tool.ts';

const settings = z.object({});

export const readPayloadTool = defineTool({
  id: 'read-payload',
  title: 'Read the payload',
  summary: "Reads a part of the task's data, page by page, where it is too long for the prompt.",
  icon: 'FileText',
  settings,
  parameters: () => ({
    type: 'object',
    properties: {
      pointer: {
        type: 'string',
        maxLength: 500,
        description: 'A JSON pointer into the data, such as /log or /order/items/0. Empty: all of it.',
      },
      offset: {
        type: ['integer', 'null'],
        minimum: 0,
        description: 'Where to start, in characters. Null: at the beginning.',
      },
    },
    required: ['pointer', 'offset'],
    additionalProperties: false,
  }),
  pinnable: () => ['pointer'],
  target: (_settings, { pointer }) =>
    `payload ${typeof pointer === 'string' && pointer !== '' ? pointer : '/'}`,
});
