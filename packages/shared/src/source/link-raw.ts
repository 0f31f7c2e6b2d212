import { shapeNames } from '../shape/shape-catalogue.ts';

/**
 * Gives the shape of a stored trigger its member `raw`, which is `trigger.body` itself and so is not stored twice.
 * Called when a run loads its input; changes the object and returns it.
 */
export function linkRaw<Trigger>(trigger: Trigger): Trigger {
  if (typeof trigger !== 'object' || trigger === null || !('body' in trigger)) return trigger;
  for (const name of shapeNames) {
    const shape = (trigger as Record<string, unknown>)[name];
    if (typeof shape === 'object' && shape !== null) (shape as Record<string, unknown>).raw = trigger.body;
  }
  return trigger;
}
