import { defineExecutor } from '../../node/define-executor.ts';
import { holds } from '../../node/holds.ts';
import { done } from '../../node/step-result.ts';
import { filter } from './filter.definition.ts';

export const executeFilter = defineExecutor(filter, async ({ config }) => {
  const passed = holds(config.when);
  return done(passed ? 'out' : 'filtered', { passed });
});
