import { evaluateExpression } from '@sista/shared/expression/evaluate-expression';
import type { EvaluateFilter } from './match-endpoints.ts';

/** A filter decides about every event of its workspace, so it gets less time than the expression of a step. */
const timeoutMs = 20;

/** A JSONata expression without braces over type, timestamp, subject and data. False, null and empty: not wanted. */
export const evaluateFilter: EvaluateFilter = async (filter, event) => {
  const value = await evaluateExpression(filter, event, {
    nowMs: Date.parse(event.timestamp),
    seed: filter,
    timeoutMs,
  });
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
};
