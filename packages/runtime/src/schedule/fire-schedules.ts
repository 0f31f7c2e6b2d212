import { createHash } from 'node:crypto';
import type { NodeCatalogue } from '@sista/shared/flow/node-catalogue';
import { newUuid } from '@sista/shared/ids';
import { type FlowSchedule, scheduleOfFlow } from '@sista/shared/schedule/schedule-of-flow';
import type { AcceptRequest, DedupeKey } from '../accept/accept.types.ts';
import { claimKeys, claimName, type KeyClaim } from '../accept/claim-keys.ts';
import { insertAccepted } from '../accept/insert-accepted.ts';
import type { Sql } from '../db/sql.ts';
import type { Emitter } from '../event/emit.ts';
import type { CompiledVersion } from '../run/version-cache.ts';
import { type Firing, planFiring } from './plan-firing.ts';
import { type FiredSchedule, firingFacts } from './schedule-facts.ts';
import { addTimers, timerSeqs } from './schedule-timers.ts';

export type ScheduleShop = {
  emitter: Pick<Emitter, 'emit'>;
  versionOf: (versionId: string) => Promise<CompiledVersion>;
  catalogue: NodeCatalogue;
  publicUrl: string;
  log: { error: (fields: object, message: string) => void };
};

/** A timer of a schedule that came due; its row is deleted in the same transaction. `owner_id` is the flow. */
export type DueSchedule = { owner_id: string; seq: number; due_at: Date };

type LiveFlow = { id: string; workspace_id: string; live_version_id: string };
type DueFlow = FiredSchedule & { versionId: string };

/** How long a planned time is known to have fired; as long as any dedupe key. */
const keptMs = 7 * 86_400_000;

/**
 * Run, dedupe key, queue job, next timer and events of due schedules, in the sweep's transaction. The key is flow,
 * node and planned time, so neither a second sweeper nor a clock that is put back fires a time twice. Must come last
 * in the transaction, since it writes events. Answers the endpoints to nudge after COMMIT.
 */
export async function fireSchedules(
  sql: Sql,
  shop: ScheduleShop,
  due: readonly DueSchedule[],
  now: number,
): Promise<string[]> {
  if (due.length === 0) return [];
  const planned = await planFlows(sql, shop, due, now);
  const fired = await startRuns(sql, planned, now);
  const timers = planned.flatMap(({ flow, workspaceId, firing: { nextAt } }) =>
    nextAt === undefined ? [] : [{ flowId: flow.id, workspaceId, seq: timerSeqs.usual, dueAt: nextAt }],
  );
  await addTimers(sql, timers);
  const facts = fired.flatMap((each) => firingFacts(each, now, shop.publicUrl));
  if (facts.length === 0) return [];
  return (await shop.emitter.emit(sql, facts, now)).nudges;
}

/** What each due timer leads to. A flow that is no longer live drops its timer. */
async function planFlows(
  sql: Sql,
  shop: ScheduleShop,
  due: readonly DueSchedule[],
  now: number,
): Promise<DueFlow[]> {
  const timers = new Map(
    [...due].sort((a, b) => b.due_at.getTime() - a.due_at.getTime()).map((t) => [t.owner_id, t]),
  );
  const flows = await sql.query<LiveFlow>(
    'load-due-flows',
    `select id, workspace_id, live_version_id from public.flow
     where id = any($1::uuid[]) and status = 'live' and deleted_at is null and live_version_id is not null`,
    [[...timers.keys()]],
  );
  const planned: DueFlow[] = [];
  for (const flow of flows) {
    const timer = timers.get(flow.id) as DueSchedule;
    try {
      const version = await shop.versionOf(flow.live_version_id);
      const schedule = scheduleOfFlow(version.plan.document, shop.catalogue);
      if (schedule)
        planned.push({
          versionId: flow.live_version_id,
          workspaceId: flow.workspace_id,
          flow: { id: flow.id, name: version.flowName, version: version.number },
          schedule,
          firing: planFiring(schedule, timer.due_at.getTime(), now),
          runId: undefined,
          reason: timer.seq === timerSeqs.resumed ? 'paused' : 'downtime',
        });
    } catch (error) {
      // One flow that cannot be read must not hold up the timers of all; the leader sets its timer again.
      shop.log.error({ err: error, flowId: flow.id }, 'the schedule of a flow could not be read');
    }
  }
  return planned;
}

/** Answers what happened: without a run where none was due, and nothing for a time that fired before. */
async function startRuns(sql: Sql, planned: readonly DueFlow[], now: number): Promise<FiredSchedule[]> {
  const starts = planned.flatMap((each) => {
    const { fires } = each.firing;
    if (fires === undefined) return [];
    const key = plannedKey(each.schedule.nodeId, fires);
    const claim: KeyClaim = { ownerId: each.flow.id, key, runId: newUuid() };
    return [{ each, claim, request: requestOf(each, fires, key, now) }];
  });
  const owners = await claimKeys(
    sql,
    starts.map(({ claim }) => claim),
    now,
  );
  const fresh = starts.filter(({ claim }) => owners.get(claimName(claim.ownerId, claim.key)) === claim.runId);
  const runs = fresh.map(({ claim, request }) => ({
    id: claim.runId,
    request,
    inputText: JSON.stringify(request.input),
  }));
  if (runs.length > 0) await insertAccepted(sql, runs, []);
  const skipped = planned.filter(({ firing }) => firing.fires === undefined);
  return [...skipped, ...fresh.map(({ each, claim }) => ({ ...each, runId: claim.runId }))];
}

function plannedKey(nodeId: string, plannedMs: number): DedupeKey {
  const text = `schedule:${nodeId}:${new Date(plannedMs).toISOString()}`;
  return { key: createHash('sha256').update(text).digest().subarray(0, 16), windowMs: keptMs };
}

function requestOf(due: DueFlow, fires: number, key: DedupeKey, now: number): AcceptRequest {
  return {
    workspaceId: due.workspaceId,
    flowId: due.flow.id,
    versionId: due.versionId,
    ingressId: null,
    trigger: 'schedule',
    mode: 'live',
    effects: 'send',
    input: scheduleTrigger(due.schedule, { ...due.firing, fires }, now),
    capture: null,
    captureId: null,
    dedupe: [key],
    parentRunId: null,
  };
}

/** The `trigger` that expressions see. */
function scheduleTrigger({ cron, timezone }: FlowSchedule, firing: Firing & { fires: number }, now: number) {
  const missed = firing.missed.map((time) => new Date(time).toISOString());
  return {
    kind: 'schedule',
    receivedAt: new Date(now).toISOString(),
    body: {},
    schedule: {
      scheduledFor: new Date(firing.fires).toISOString(),
      cron,
      timezone,
      ...(missed.length === 0 ? {} : { missed, missedCount: firing.missedCount }),
    },
  };
}
