import type { StepAnswer } from '../api/shapes.ts';

export type Decision = 'done' | 'repeat' | 'skip' | 'stop';

/** What a person can say of an effect whose answer was lost, each with what follows from it. */
export const decisions: readonly { decision: Decision; label: string; follows: string }[] = [
  {
    decision: 'done',
    label: 'It happened',
    follows: 'The run goes on as if it had succeeded. You can say what it gave.',
  },
  {
    decision: 'repeat',
    label: 'Send again',
    follows: 'The same request goes out once more, with the same key.',
  },
  {
    decision: 'skip',
    label: 'Skip it',
    follows: 'It counts as not sent. The run goes on without an output.',
  },
  { decision: 'stop', label: 'Stop the run', follows: 'The run ends as failed. What is done stays done.' },
];

/** Whether nobody has said yet what came of the step's effect. */
export function isInDoubt({ status, waitingFor, meta }: StepAnswer): boolean {
  return status === 'waiting' && waitingFor === 'in_doubt' && memberOf(meta, 'decision') === undefined;
}

/** What was sent where: "POST https://shop.example/orders". */
export function sentWords({ meta, input }: Pick<StepAnswer, 'meta' | 'input'>): string | undefined {
  const target = memberOf(memberOf(meta, 'effect'), 'target') ?? memberOf(input, 'url');
  if (typeof target !== 'string' || target === '') return undefined;
  const method = memberOf(input, 'method');
  return typeof method === 'string' && !target.startsWith('mailto:') ? `${method} ${target}` : target;
}

/** The key under which it was sent, and would be sent again. */
export function keyOf({ meta }: Pick<StepAnswer, 'meta'>): string | undefined {
  const key = memberOf(memberOf(meta, 'effect'), 'key');
  return typeof key === 'string' ? key : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What a person typed as the output of a step; nothing typed is no output. */
export function readOutput(text: string): { ok: true; value?: unknown } | { ok: false } {
  if (text.trim() === '') return { ok: true };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
