import { toId } from '@sista/shared/ids';
import type { FlowSchedule } from '@sista/shared/schedule/schedule-of-flow';
import type { Fact } from '../event/render-event.ts';
import type { Firing } from './plan-firing.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const nextPart = (nextAt: number | undefined) => (nextAt === undefined ? {} : { nextAt: iso(nextAt) });
const schedulePart = ({ nodeId, cron, timezone }: Omit<FlowSchedule, 'missed'>) => ({
  nodeId,
  cron,
  timezone,
});

/** A due schedule with its flow. `runId` is that of the run that it started, if it did. */
export type FiredSchedule = {
  workspaceId: string;
  flow: { id: string; name: string; version: number | null };
  schedule: FlowSchedule;
  firing: Firing;
  runId: string | undefined;
  reason: 'paused' | 'downtime';
};

/** `schedule.missed` and `schedule.fired` of one due schedule, as far as they happened. */
export function firingFacts(fired: FiredSchedule, now: number, publicUrl: string): Fact[] {
  const { workspaceId, flow, schedule, firing, runId, reason } = fired;
  const flowPart = { ...flow, id: toId('flow', flow.id) };
  const shared = { flow: flowPart, schedule: schedulePart(schedule), ...nextPart(firing.nextAt) };
  const facts: Fact[] = [];
  const [firstMissed] = firing.missed;
  if (firstMissed !== undefined)
    facts.push({
      type: 'schedule.missed',
      workspaceId,
      flowId: flow.id,
      page: `/flows/${flowPart.id}`,
      fields: {
        ...shared,
        scheduledFor: iso(firstMissed),
        reason,
        missedCount: firing.missedCount,
        policy: schedule.missed,
        ...(runId === undefined ? {} : { caughtUpRunId: toId('run', runId) }),
      },
    });
  if (runId !== undefined && firing.fires !== undefined) {
    const id = toId('run', runId);
    facts.push({
      type: 'schedule.fired',
      workspaceId,
      flowId: flow.id,
      runId,
      page: `/runs/${id}`,
      fields: {
        ...shared,
        run: { id, trigger: 'schedule', startedAt: iso(now), url: `${publicUrl}/runs/${id}` },
        scheduledFor: iso(firing.fires),
        firedAt: iso(now),
        latenessMs: Math.round(now - firing.fires),
      },
    });
  }
  return facts;
}
