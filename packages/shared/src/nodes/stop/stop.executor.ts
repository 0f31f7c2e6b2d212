import { defineExecutor } from '../../node/define-executor.ts';
import { end } from '../../node/step-result.ts';
import { stop } from './stop.definition.ts';

export const executeStop = defineExecutor(stop, async ({ config }) =>
  end(config.status, config.output ?? null, config.message || undefined),
);
