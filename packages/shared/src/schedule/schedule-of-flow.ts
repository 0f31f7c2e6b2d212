import type { FlowDocument } from '../flow/flow.schema.ts';
import { type NodeCatalogue, triggerOf } from '../flow/node-catalogue.ts';
import { cronText, type MissedPolicy, missedPolicy, type When, zoneName } from './schedule.schema.ts';

/** A flow's schedule. */
export type FlowSchedule = When & { nodeId: string; missed: MissedPolicy };

/** The schedule that starts a flow; undefined where something else does, or where it cannot be read. */
export function scheduleOfFlow(document: FlowDocument, catalogue: NodeCatalogue): FlowSchedule | undefined {
  const node = triggerOf(document, catalogue);
  if (!node || catalogue.get(node.type)?.trigger?.kind !== 'schedule') return undefined;
  const cron = cronText.safeParse(node.config.cron);
  const timezone = zoneName.safeParse(node.config.timezone ?? 'UTC');
  const missed = missedPolicy.safeParse(node.config.missed ?? 'once');
  if (!cron.success || !timezone.success || !missed.success) return undefined;
  return { nodeId: node.id, cron: cron.data, timezone: timezone.data, missed: missed.data };
}
