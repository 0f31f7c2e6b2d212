import { evaluateTemplate } from '@sista/shared/expression/evaluate-expression';
import type { EvaluateTemplate } from './play-script.ts';

/** Scripts of the sandbox see no clock and no chance: the same task always has the same answer. */
export const evaluateScript: EvaluateTemplate = (template, scope) =>
  evaluateTemplate(template, scope, { nowMs: 0, seed: 'sandbox', timeoutMs: 250 });
