import { defineExecutor } from '../../node/define-executor.ts';
import { done } from '../../node/step-result.ts';
import { setValues } from './set-values.definition.ts';

export const executeSetValues = defineExecutor(setValues, async ({ config }) => {
  // What an expression does not find has no form in JSON; the name stays, with null.
  const entries = Object.entries(config.values).map(([name, value]) => [name, value ?? null] as const);
  return done('out', Object.fromEntries(entries));
});
