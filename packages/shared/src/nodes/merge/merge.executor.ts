import { defineExecutor } from '../../node/define-executor.ts';
import { done } from '../../node/step-result.ts';
import { merge } from './merge.definition.ts';

export const executeMerge = defineExecutor(merge, async ({ input }) => done('out', { ...input.previous }));
