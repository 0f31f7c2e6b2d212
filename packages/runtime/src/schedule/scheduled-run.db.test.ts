import { fromId } from '@sista/shared/ids';
import { nodeDefinitions } from '@sista/shared/nodes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { setSchedule } from './set-schedule.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const catalogue = new Map(Object.entries(nodeDefinitions));
const everyMinute = { cron: '* * * * *', missed: 'skip' };

/** Publishes the flow as the server does, and moves the clock to its next time. */
async function untilDue(nodes: Parameters<typeof drawFlow>[0], ...edges: string[]) {
  const start = { type: 'trigger-schedule', config: everyMinute };
  const { flowId } = await world.publish(drawFlow({ start, ...nodes }, ...edges));
  await world.database.hot.transaction((sql) => setSchedule(sql, catalogue, flowId, world.clock.now()));
  const activity = await world.runtime.flows.activityOf(world.workspaceId, [flowId]);
  const nextRunAt = activity.get(flowId)?.nextRunAt ?? '';
  world.clock.advance(Date.parse(nextRunAt) - world.clock.now());
  const runId = await first(async () => {
    const { data } = await world.runtime.runs.listRuns(world.workspaceId, { limit: 1, flowId });
    return data[0] && fromId('run', data[0].id);
  });
  return { flowId, nextRunAt, runId };
}

/** Looks until there is something; the test's own time limit ends it. */
async function first<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function eventsOf(
  runId: string,
  count: number,
): Promise<{ type: string; data: Record<string, unknown> }[]> {
  return first(async () => {
    const rows = await world.say('select type, data from engine.event where run_id = $1 order by sequence', [
      runId,
    ]);
    if (rows.length < count) return undefined;
    return rows.map(({ type, data }) => ({ type: String(type), data: JSON.parse(String(data)) }));
  });
}

describe('a scheduled run', () => {
  it('starts at its time, sees when it was planned, and its end is told by schedule.completed', async () => {
    const values = { planned: '{{ trigger.schedule.scheduledFor }}' };
    const note = { type: 'set-values', config: { values } };
    const { runId, nextRunAt } = await untilDue({ note }, 'start -> note');
    const run = await world.ended(runId);
    expect(run).toMatchObject({ status: 'succeeded', trigger: 'schedule', mode: 'live' });
    expect(run.stepList.at(-1)?.output).toEqual({ planned: nextRunAt });
    const [fired, completed] = await eventsOf(runId, 2);
    expect(fired?.type).toBe('schedule.fired');
    expect(completed).toMatchObject({
      type: 'schedule.completed',
      data: {
        schedule: { nodeId: 'start', cron: '* * * * *', timezone: 'UTC' },
        scheduledFor: nextRunAt,
        status: 'succeeded',
        output: { planned: nextRunAt },
        steps: { succeeded: 1 },
      },
    });
  });

  it('that fails says so with what failed', async () => {
    const end = { type: 'stop', config: { status: 'failed', message: 'Nothing to report.' } };
    const { runId } = await untilDue({ end }, 'start -> end');
    expect((await world.ended(runId)).status).toBe('failed');
    const completed = (await eventsOf(runId, 3)).find(({ type }) => type === 'schedule.completed');
    expect(completed?.data).toMatchObject({ status: 'failed', output: null, error: { nodeId: 'end' } });
  });

  it('that somebody stops is over for its schedule too', async () => {
    const pause = { type: 'delay', config: { amount: 1, unit: 'hours' } };
    const { runId, flowId } = await untilDue({ pause }, 'start -> pause');
    await world.runTo(runId, ({ status }) => status === 'waiting');
    const by = { id: 'u1', name: 'Ada' };
    await world.runtime.jobs.cancelRuns({ workspaceId: world.workspaceId, flowId, paused: false, by });
    expect((await world.ended(runId)).status).toBe('cancelled');
    const completed = (await eventsOf(runId, 3)).find(({ type }) => type === 'schedule.completed');
    expect(completed?.data).toMatchObject({
      status: 'cancelled',
      error: { code: 'cancelled', nodeId: 'pause' },
    });
  });
});
