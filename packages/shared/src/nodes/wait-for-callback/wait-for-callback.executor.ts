import { defineExecutor } from '../../node/define-executor.ts';
import { done, failed, wait } from '../../node/step-result.ts';
import { waitForCallback } from './wait-for-callback.definition.ts';

export const executeWaitForCallback = defineExecutor(waitForCallback, async ({ config, context }) => {
  const { resumed, now } = context;
  if (resumed?.kind === 'callback') return done('out', resumed.answer);
  if (resumed?.kind === 'expired') {
    const message =
      'Nobody called the address of this step in time. Connect its port expired, or let it wait for longer.';
    return { kind: 'done', port: 'expired', output: null, unconnected: failed('timeout', message) };
  }
  return wait({ for: 'callback', untilMs: now + config.expiresAfterSeconds * 1_000 });
});
