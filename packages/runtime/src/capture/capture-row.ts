import type { CaptureSummary } from '@sista/shared/capture/capture.schema';
import { type CaptureOutcome, captureOutcomes } from '@sista/shared/capture/capture-outcome';
import { toId, uuidTimeMs } from '@sista/shared/ids';
import { nameOf } from '@sista/shared/run/run-status';
import type { CaptureMeta } from '../accept/accept.types.ts';
import { captureMethods } from './insert-captures.ts';

/** Columns of `engine.capture` without headers and body, with the flow; `has_run`: the run of `run_id` exists. */
export const summaryColumns = `c.id, i.flow_id, f.name as flow_name, c.outcome, c.reason, c.method, c.size,
  host(c.remote) as remote, c.run_id, c.meta`;

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
    duplicateOf: outcome === 'duplicate' && row.run_id ? toId('capture', row.run_id) : null,
  };
}

/** A run bears its request's number; of a duplicate the first's, if that started one and was not parked. */
function runIdOf(row: StoredSummary, outcome: CaptureOutcome): string | null {
  if (outcome === 'accepted') return toId('run', row.run_id ?? row.id);
  return outcome === 'duplicate' && row.run_id && row.has_run ? toId('run', row.run_id) : null;
}
