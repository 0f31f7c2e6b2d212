import { newUuid } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { openDeliveryWorld } from '../delivery/delivery-world.testing.ts';
import { listEvents } from '../event/list-events.ts';
import { createVersionCache } from '../run/version-cache.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { sweepTimers } from '../timer/sweep-timers.ts';
import { createScheduleAudit } from './reconcile-schedules.ts';
import { setSchedule } from './set-schedule.ts';

export type ScheduleWorld = Awaited<ReturnType<typeof openScheduleWorld>>;

/** Flows with schedules and a sweeper at any time of day: nothing happens unless the test sweeps. Times are in ms. */
export async function openScheduleWorld() {
  const world = await openDeliveryWorld();
  const { hot } = world.database;
  const catalogue = new Map(Object.entries(nodeDefinitions));
  const errors: unknown[] = [];
  const audit = createScheduleAudit(hot, catalogue);
  const say = <Row>(text: string, values: unknown[] = []) => hot.query<Row>('', text, values);
  const shop = {
    sql: hot,
    queue: world.queue,
    lines: world.lines,
    schedules: {
      emitter: world.emitter,
      versionOf: createVersionCache(hot, catalogue),
      catalogue,
      publicUrl: 'http://127.0.0.1:1',
      log: { error: (fields: object) => void errors.push(fields) },
    },
  };
  const follow = (flowId: string, now: number) =>
    hot.transaction((sql) => setSchedule(sql, catalogue, flowId, now));

  return {
    ...world,
    say,
    shop,
    errors,
    audit,
    sweep: (now: number) => sweepTimers(shop, now),
    /** Publishes a version with this schedule, of a new flow or of `flowId`. */
    async publish(config: Record<string, unknown>, now: number, flowId = newUuid()) {
      const versionId = newUuid();
      const document = drawFlow(
        { start: { type: 'trigger-schedule', config }, end: { type: 'stop' } },
        'start -> end',
      );
      const json = JSON.stringify(document);
      await say(
        `insert into public.flow (id, workspace_id, name, status, revision, document, issues, live_version_id, created_by, updated_at)
         values ($1, $2, 'Report', 'live', 1, $3::json, '[]', $4, 'test', now())
         on conflict (id) do update set live_version_id = $4, status = 'live'`,
        [flowId, world.workspaceId, json, versionId],
      );
      await say(
        `insert into public.flow_version (id, workspace_id, flow_id, n, document, logic_hash, published_at)
         select $1, $2, $3, count(*) + 1, $4::json, 'hash', now() from public.flow_version where flow_id = $3`,
        [versionId, world.workspaceId, flowId, json],
      );
      await follow(flowId, now);
      return flowId;
    },
    async setStatus(flowId: string, status: 'live' | 'paused', now: number) {
      await say('update public.flow set status = $2 where id = $1', [flowId, status]);
      await follow(flowId, now);
    },
    async remove(flowId: string, now: number) {
      await say('update public.flow set deleted_at = now() where id = $1', [flowId]);
      await follow(flowId, now);
    },
    /** When the flow is due next. */
    async dueAt(flowId: string): Promise<number[]> {
      const rows = await say<{ due_at: Date }>('select due_at from engine.timer where owner_id = $1', [
        flowId,
      ]);
      return rows.map(({ due_at }) => due_at.getTime());
    },
    /** The `trigger.schedule` of the runs of a flow that have a queue job, oldest first. */
    async runs(flowId: string): Promise<Planned[]> {
      const rows = await say<{ body: { schedule: Planned } }>(
        `select p.body from engine.run r join engine.run_payload p on p.run_id = r.id and p.kind = 0
         join pgboss.job j on j.id = r.id and j.name = 'run' where r.flow_id = $1 and r.trigger = 5 order by r.id`,
        [flowId],
      );
      return rows.map(({ body }) => body.schedule);
    },
    async events() {
      return (await listEvents(hot, world.workspaceId, { limit: 200 })).data;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

type Planned = {
  scheduledFor: string;
  cron: string;
  timezone: string;
  missed?: string[];
  missedCount?: number;
};
