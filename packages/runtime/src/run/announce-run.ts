import { toId } from '@sista/shared/ids';
import type { LiveStep } from '@sista/shared/live-message';
import { isSandbox } from '../effect/redirects.ts';
import type { LiveFeed } from '../runtime-door.ts';
import type { ActiveRun, ActiveStep } from './activation.types.ts';

const isoOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** Tells the viewers of the run and of its flow what was just committed. */
export function announceSteps(live: LiveFeed, { row, runId }: ActiveRun, steps: readonly ActiveStep[]): void {
  if (!live.hasListeners()) return;
  const flowId = toId('flow', row.flowId);
  for (const step of steps)
    live.publish([`run:${runId}`, `flow:${flowId}`], { type: 'step', runId, flowId, step: liveStepOf(step) });
}

export function announceRun(live: LiveFeed, { row, runId }: ActiveRun, endedAtMs: number | null): void {
  if (!live.hasListeners()) return;
  const flowId = toId('flow', row.flowId);
  live.publish([`run:${runId}`, `flow:${flowId}`, `workspace:${toId('workspace', row.workspaceId)}`], {
    type: 'run',
    runId,
    flowId,
    status: row.status,
    mode: row.mode,
    startedAt: isoOrNull(row.startedAtMs),
    endedAt: isoOrNull(endedAtMs),
  });
}

function liveStepOf(step: ActiveStep): LiveStep {
  return {
    seq: step.seq,
    nodeId: step.nodeId,
    path: step.path,
    status: step.status,
    port: step.port,
    attempt: step.attempt,
    startedAt: new Date(step.startedAtMs).toISOString(),
    endedAt: isoOrNull(step.endedAtMs),
    waitingFor: step.wait,
    sandbox: isSandbox(step.meta),
    error: step.error ? { code: step.error.code, message: step.error.message } : null,
  };
}
