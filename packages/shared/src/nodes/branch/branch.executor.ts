import { defineExecutor } from '../../node/define-executor.ts';
import { holds } from '../../node/holds.ts';
import { done } from '../../node/step-result.ts';
import { branch } from './branch.definition.ts';

export const executeBranch = defineExecutor(branch, async ({ config }) => {
  const taken = config.conditions.find((condition) => holds(condition.when));
  const port = taken ? taken.port : config.otherwise;
  return done(port, { port });
});
