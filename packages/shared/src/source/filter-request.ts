import type { ShapeName } from '../shape/shape-catalogue.ts';
import type { SourceDefinition } from './define-source.ts';
import { startsRun } from './event-type.ts';
import type { TriggerConfig } from './trigger-config.ts';

/** Why an authentic request rightly starts nothing. `explanation` is for people. */
export type FilterReason = { reason: 'event_type' | 'condition'; explanation: string };

/** Judges the event type; before the body is read as a shape, since other types need not fit it. */
export function filterByType(
  source: SourceDefinition,
  shape: ShapeName | null,
  config: Pick<TriggerConfig, 'events'>,
  eventType: string | null,
): FilterReason | null {
  if (startsRun(source, shape, config.events, eventType)) return null;
  return {
    reason: 'event_type',
    explanation: `${eventType ?? 'A request without an event type'} does not start this flow. Add it to the trigger's events if it should.`,
  };
}

/** Judges how a build ended; other shapes pass. */
export function filterByConclusion(
  config: Pick<TriggerConfig, 'on'>,
  shape: ShapeName | null,
  trigger: Readonly<Record<string, unknown>>,
): FilterReason | null {
  if (shape !== 'build' || config.on === 'any') return null;
  const { conclusion } = trigger.build as { conclusion: string };
  const failed = conclusion === 'failure' || conclusion === 'timed_out';
  if (config.on === 'failure' ? failed : conclusion === config.on) return null;
  return {
    reason: 'condition',
    explanation: `The build ended with ${conclusion}; the trigger starts on ${config.on} only.`,
  };
}
