import type { CaptureSummary } from '@sista/shared/capture/capture.schema';
import { type CaptureOutcome, captureOutcomes } from '@sista/shared/capture/capture-outcome';
import { toId, toIdOrNull, uuidTimeMs } from '@sista/shared/ids';
import { nameOf } from '@sista/shared/run/run-status';
import type { CaptureMeta } from '../accept/accept.types.ts';
import { captureMethods } from './insert-captures.ts';

/**
 * Columns of `engine.capture` without headers and body, with the flow; `has_run`: its run exists. A request to the
 * address of a waiting step belongs to the flow itself: it has no ingress.
 */
export const summaryColumns = `c.id, f.id as flow_id, f.name as flow_name, c.outcome, c.reason, c.method, c.size,
  host(c.remote) as remote, c.run_id, c.meta`;

/** Whether the run is still kept that the capture of the row names. `row` is what the columns stand in. */
export const hasRun = (row: string): string => `exists (
    select from engine.run r where r.id = coalesce(${row}.run_id, (${row}.meta->'callback'->>'runId')::uuid)
  ) as has_run`;

export type StoredSummary = {
  id: string;
  flow_id: string;
  flow_name: string;
  outcome: number;
  reason: string | null;
  method: number;
  size: number | null;
  remote: string | null;
  run_id: string | null;
  meta: CaptureMeta | null;
  has_run: boolean | null;
};

/** A stored row as editor and REST see it. */
export function toSummary(row: StoredSummary): CaptureSummary {
  const outcome = nameOf(captureOutcomes, row.outcome) as CaptureOutcome;
  const { meta } = row;
  return {
    id: toId('capture', row.id),
    flowId: toId('flow', row.flow_id),
    flowName: row.flow_name,
    receivedAt: new Date(uuidTimeMs(row.id)).toISOString(),
    outcome,
    reason: row.reason,
    explanation: meta?.explanation ?? null,
    source: meta?.source ?? 'generic',
    eventType: meta?.eventType ?? null,
    externalId: meta?.externalId ?? null,
    title: meta?.title ?? null,
    method: captureMethods[row.method] ?? 'POST',
    size: row.size ?? 0,
    remote: row.remote,
    auth: meta?.auth ?? { mode: 'none', verified: false, secret: null },
    runId: runIdOf(row, outcome),
    duplicateOf: duplicateOf(row, outcome),
  };
}

/**
 * A run bears its request's number; of a duplicate the first's, if that started one and was not parked. A request to
 * a waiting step names its run.
 */
function runIdOf(row: StoredSummary, outcome: CaptureOutcome): string | null {
  const callback = row.meta?.callback;
  if (callback) return row.has_run ? toId('run', callback.runId) : null;
  if (outcome === 'accepted') return toId('run', row.run_id ?? row.id);
  return outcome === 'duplicate' && row.run_id && row.has_run ? toId('run', row.run_id) : null;
}

function duplicateOf(row: StoredSummary, outcome: CaptureOutcome): string | null {
  if (outcome !== 'duplicate') return null;
  const callback = row.meta?.callback;
  return toIdOrNull('capture', callback ? callback.first : row.run_id);
}
