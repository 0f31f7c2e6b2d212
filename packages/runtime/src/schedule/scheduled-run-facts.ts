import { toId } from '@sista/shared/ids';
import { nextOccurrence } from '@sista/shared/schedule/next-occurrence';
import type { Fact } from '../event/render-event.ts';
import { type FactRun, runCompletedFact } from '../run/run-facts.ts';

/** How a run ended. `error` says what failed it, `nodeId` at which step, where it was one. */
export type ScheduledRunEnd = {
  status: 'succeeded' | 'failed' | 'cancelled' | 'quarantined';
  output?: () => unknown;
  error?: { code: string; message: string };
  nodeId?: string | undefined;
  endedAtMs: number;
};

type PlannedTrigger = {
  receivedAt?: string;
  schedule?: { scheduledFor: string; cron: string; timezone: string };
} | null;

/** `schedule.completed` of a run that is over; none of one that no schedule started, and none of tests. */
export function scheduledRunFacts(
  run: FactRun,
  end: ScheduledRunEnd,
  publicUrl: string,
): Fact<'schedule.completed'>[] {
  const { row, version, trigger } = run;
  const { receivedAt, schedule } = (trigger as PlannedTrigger) ?? {};
  if (row.trigger !== 'schedule' || row.mode !== 'live' || schedule === undefined) return [];
  const { scheduledFor, cron, timezone } = schedule;
  const firedAt = receivedAt ?? scheduledFor;
  const nextAt = nextOccurrence({ cron, timezone }, end.endedAtMs);
  const completed = runCompletedFact(run, end.output?.() ?? null, end.endedAtMs, publicUrl);
  const { path: _path, deliveries: _deliveries, waitedMs: _waitedMs, ...counted } = completed.fields;
  return [
    {
      ...completed,
      type: 'schedule.completed',
      page: `/runs/${toId('run', row.id)}`,
      fields: {
        ...counted,
        schedule: { nodeId: version.plan.triggerId, cron, timezone },
        scheduledFor,
        firedAt,
        latenessMs: Date.parse(firedAt) - Date.parse(scheduledFor),
        ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
        status: end.status,
        ...(end.error ? { error: faultOf(run, end.error, end.nodeId) } : {}),
      },
    },
  ];
}

function faultOf(
  { version }: FactRun,
  { code, message }: { code: string; message: string },
  nodeId?: string,
) {
  const name = nodeId === undefined ? undefined : version.plan.nodes.get(nodeId)?.node.name;
  const at = nodeId === undefined || name === undefined ? {} : { nodeId, nodeName: name };
  return { code, message, hint: null, ...at };
}
