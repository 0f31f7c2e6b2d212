import { defineExecutor } from '../../node/define-executor.ts';
import { each, failed } from '../../node/step-result.ts';
import { forEach } from './for-each.definition.ts';

export const mostItems = 10_000;

/** The items stay in the step's recorded config, where the engine reads them. */
export const executeForEach = defineExecutor(forEach, async ({ config }) => {
  const count = config.items.length;
  if (count > mostItems) {
    const [given, most] = [count, mostItems].map((number) => number.toLocaleString('en'));
    const message = `The list has ${given} items, and a loop takes at most ${most}. Filter it, or split it over several runs.`;
    return failed('loop_too_large', message, { path: 'items' });
  }
  return each({
    count,
    atOnce: config.concurrency,
    onItemError: config.onItemError,
    result: config.result || null,
  });
});
