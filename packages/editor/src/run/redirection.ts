import type { StepAnswer } from '../api/shapes.ts';

/** Whether a send went to the request inbox instead, and where it would have gone; the target may be unknown. */
export function redirectionOf(
  step: Pick<StepAnswer, 'meta' | 'output' | 'input'> | undefined,
): { target: string | undefined } | undefined {
  if (!step) return undefined;
  if (memberOf(step.meta, 'redirected') !== true && memberOf(step.output, 'redirected') !== true)
    return undefined;
  const target = memberOf(step.meta, 'target') ?? memberOf(step.input, 'url');
  return { target: typeof target === 'string' && target !== '' ? target : undefined };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
