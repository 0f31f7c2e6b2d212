import { defineExecutor } from '../../node/define-executor.ts';
import { done, failed, wait } from '../../node/step-result.ts';
import { delay } from './delay.definition.ts';
import { delayEnd } from './delay-time.ts';

/** From the recorded start, so that an attempt that is made again after a crash waits until the same moment. */
export const executeDelay = defineExecutor(delay, async ({ config, context }) => {
  const end = delayEnd(config, context.now);
  if (!end.ok) return failed(end.code, end.message, { path: end.path });
  const { untilMs } = end;
  if (!context.resumed && untilMs > context.now) return wait({ for: 'until', untilMs });
  const waitedMs = Math.max(0, untilMs - context.now);
  return done('out', { until: new Date(untilMs).toISOString(), waitedMs });
});
