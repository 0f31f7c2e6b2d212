import { z } from 'zod';
import { defineNode } from '../../node/define-node.ts';

/** Where paths meet on purpose. The engine joins them: a step with several ways in starts once none of them is open. */
export const merge = defineNode({
  type: 'merge',
  title: 'Merge',
  summary: 'Waits for all paths that lead here, and has their outputs together.',
  category: 'decide',
  icon: 'GitMerge',
  synonyms: ['join', 'combine', 'wait for all', 'gather', 'collect', 'parallel'],
  config: z.object({}),
  initial: {},
  summarise: () => 'Goes on when all paths are done',
  outputShape: () => ({
    type: 'object',
    description:
      'The outputs of the steps that lead here, by their address. A step that did not run is not in it.',
    additionalProperties: true,
  }),
});
