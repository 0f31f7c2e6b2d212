import { defineToolExecutor } from '../../tool/define-tool.ts';
import { readPage } from './read-page.ts';
import { readPayloadTool } from './read-payload.definition.ts';

export const executeReadPayloadTool = defineToolExecutor(readPayloadTool, async ({ args, context }) =>
  readPage(context.taskInput, String(args.pointer ?? ''), typeof args.offset === 'number' ? args.offset : 0),
);
