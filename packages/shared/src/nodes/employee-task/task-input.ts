import { isRecord } from '../../node/config-pieces.ts';
import type { StepInput } from '../../node/define-executor.ts';
import { shapeNames } from '../../shape/shape-catalogue.ts';

/**
 * What an employee gets as data where the step says nothing: what started the run, in its normalised form, and the
 * outputs of the steps right before. The addresses are those of expressions, since a variable in the instructions
 * is shown to the employee as the address of its value.
 */
export function defaultTaskInput(input: StepInput): unknown {
  const steps = Object.entries(input.previous)
    .filter(([, output]) => !isSame(output, input.trigger))
    .map(([id, output]) => [id, { output }] as const);
  const trigger = taskTrigger(input.trigger);
  return steps.length === 0 ? { trigger } : { trigger, steps: Object.fromEntries(steps) };
}

/** `raw` is the body once more and costs as much as all the rest, so it stays out. */
function taskTrigger(trigger: unknown): unknown {
  if (!isRecord(trigger)) return trigger ?? null;
  for (const name of shapeNames) {
    const shape = trigger[name];
    if (!isRecord(shape)) continue;
    const { raw: _raw, ...rest } = shape;
    return { kind: trigger.kind, [name]: rest };
  }
  const { kind, body, event, schedule } = trigger;
  return { kind, ...(event ? { event } : schedule ? { schedule } : { body }) };
}

/** The step after the trigger has the trigger itself as its predecessor. */
function isSame(output: unknown, trigger: unknown): boolean {
  if (output === trigger) return true;
  if (!isRecord(output) || !isRecord(trigger)) return false;
  return (
    output.receivedAt !== undefined &&
    output.receivedAt === trigger.receivedAt &&
    output.kind === trigger.kind
  );
}
