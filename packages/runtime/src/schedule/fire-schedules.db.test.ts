import { toId } from '@sista/shared/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepTimers } from '../timer/sweep-timers.ts';
import { openScheduleWorld, type ScheduleWorld } from './schedule-world.testing.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Midnight in UTC of tomorrow, where the partitions of today's tables are. */
const midnight = (Math.floor(Date.now() / dayMs) + 1) * dayMs;
const nine = midnight + 9 * hourMs;
const daily = { cron: '0 9 * * *' };
const iso = (ms: number) => new Date(ms).toISOString();

let world: ScheduleWorld;
beforeAll(async () => {
  world = await openScheduleWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.say('truncate engine.timer, engine.event, engine.event_sequence, public.flow'));

describe('a schedule that comes due', () => {
  it('starts one run with its planned time and queue job, tells schedule.fired, and sets the next timer', async () => {
    const flowId = await world.publish({ ...daily, timezone: 'UTC' }, midnight);
    expect(await world.dueAt(flowId)).toEqual([nine]);
    expect(await world.sweep(nine - 1)).toBe(0);
    expect(await world.sweep(nine + 120)).toBe(1);
    expect(await world.runs(flowId)).toEqual([
      { scheduledFor: iso(nine), cron: '0 9 * * *', timezone: 'UTC' },
    ]);
    expect(await world.dueAt(flowId)).toEqual([nine + dayMs]);
    const [event, ...others] = await world.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'schedule.fired',
      subject: { flowId: toId('flow', flowId) },
      data: {
        schedule: { nodeId: 'start', cron: '0 9 * * *', timezone: 'UTC' },
        scheduledFor: iso(nine),
        firedAt: iso(nine + 120),
        latenessMs: 120,
        nextAt: iso(nine + dayMs),
      },
    });
  });

  it('fires once when two sweepers look at the same moment', async () => {
    const flows = await Promise.all(Array.from({ length: 20 }, () => world.publish(daily, midnight)));
    const other = world.openProcess();
    const shops = [
      world.shop,
      { ...world.shop, schedules: { ...world.shop.schedules, emitter: other.emitter } },
    ];
    const counts = await Promise.all(shops.map((shop) => sweepTimers(shop, nine)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    for (const flowId of flows) expect(await world.runs(flowId)).toHaveLength(1);
    expect(await world.events()).toHaveLength(20);
    await other.outbound.close();
  });

  it('does not start a flow that is no longer live, and then has no timer', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.say(`update public.flow set status = 'paused' where id = $1`, [flowId]);
    await world.sweep(nine);
    expect([await world.runs(flowId), await world.dueAt(flowId)]).toEqual([[], []]);
  });

  it('does not hold up the others when its version cannot be read', async () => {
    const broken = await world.publish(daily, midnight);
    const good = await world.publish(daily, midnight);
    await world.say(
      `update public.flow_version set document = json_build_object('nodes', document->'nodes', 'edges',
         json_build_array(json_build_object('id', 'e', 'source', 'end', 'target', 'end'))) where flow_id = $1`,
      [broken],
    );
    await world.sweep(nine);
    expect(await world.runs(good)).toHaveLength(1);
    expect(world.errors).toMatchObject([{ flowId: broken }]);
  });
});

describe('missed times', () => {
  it('become one run that lists them, and schedule.missed says that nothing could run', async () => {
    const flowId = await world.publish(daily, midnight);
    const now = nine + 2 * dayMs + hourMs;
    await world.sweep(now);
    const missed = [nine, nine + dayMs, nine + 2 * dayMs].map(iso);
    expect(await world.runs(flowId)).toMatchObject([{ scheduledFor: missed[0], missed, missedCount: 3 }]);
    expect(await world.dueAt(flowId)).toEqual([nine + 3 * dayMs]);
    expect(await world.events()).toMatchObject([
      {
        type: 'schedule.missed',
        data: {
          reason: 'downtime',
          policy: 'once',
          missedCount: 3,
          caughtUpRunId: expect.stringMatching(/^run_/),
        },
      },
      { type: 'schedule.fired', data: { latenessMs: now - nine } },
    ]);
  });

  it('start nothing where the flow skips them', async () => {
    const flowId = await world.publish({ ...daily, missed: 'skip' }, midnight);
    await world.sweep(nine + minuteMs + 1);
    expect(await world.runs(flowId)).toEqual([]);
    const [event] = await world.events();
    expect(event).toMatchObject({ type: 'schedule.missed', data: { policy: 'skip', missedCount: 1 } });
    expect(event?.data).not.toHaveProperty('caughtUpRunId');
  });

  it('of a pause are told at the resume, with that reason', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.setStatus(flowId, 'paused', midnight + hourMs);
    expect(await world.dueAt(flowId)).toEqual([]);
    expect(await world.sweep(nine)).toBe(0);
    await world.setStatus(flowId, 'live', nine + dayMs + hourMs);
    await world.sweep(nine + dayMs + hourMs + 500);
    expect(await world.runs(flowId)).toMatchObject([{ scheduledFor: iso(nine), missedCount: 2 }]);
    expect((await world.events())[0]).toMatchObject({ data: { reason: 'paused', missedCount: 2 } });
    expect(await world.dueAt(flowId)).toEqual([nine + 2 * dayMs]);
  });

  it('are none after a pause between two planned times', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.setStatus(flowId, 'paused', midnight + hourMs);
    await world.setStatus(flowId, 'live', midnight + 2 * hourMs);
    expect(await world.dueAt(flowId)).toEqual([nine]);
    await world.sweep(nine);
    expect((await world.events()).map(({ type }) => type)).toEqual(['schedule.fired']);
  });
});

describe('a clock that jumps', () => {
  const minutely = { cron: '* * * * *' };

  it('forward by a day starts one run, not one for each minute', async () => {
    const flowId = await world.publish(minutely, midnight);
    await world.sweep(midnight + minuteMs);
    for (const minutes of [0, 0, 0, 1]) await world.sweep(midnight + dayMs + minutes * minuteMs);
    const runs = await world.runs(flowId);
    expect(runs.map(({ missedCount = 0 }) => missedCount)).toEqual([0, 1_437, 0, 0, 0]);
    expect(runs[1]?.missed).toHaveLength(100);
  });

  it('back by a day fires no time a second time, and new times again', async () => {
    const flowId = await world.publish(minutely, midnight + dayMs);
    for (const n of [1, 2, 3]) await world.sweep(midnight + dayMs + n * minuteMs);
    await world.audit(midnight + dayMs + minuteMs / 2);
    expect(await world.dueAt(flowId)).toEqual([midnight + dayMs + minuteMs]);
    for (const n of [1, 2, 3, 4]) await world.sweep(midnight + dayMs + n * minuteMs);
    const times = (await world.runs(flowId)).map(({ scheduledFor }) => scheduledFor);
    expect(times).toEqual([1, 2, 3, 4].map((n) => iso(midnight + dayMs + n * minuteMs)));
    expect(await world.events()).toHaveLength(4);
  });

  it('forward and back again leaves no schedule silent', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.sweep(nine + 5 * dayMs + hourMs);
    await world.audit(midnight + hourMs);
    expect(await world.dueAt(flowId)).toEqual([nine]);
    for (const days of [0, 1]) await world.sweep(nine + days * dayMs);
    const times = (await world.runs(flowId)).map(({ scheduledFor }) => scheduledFor);
    expect(times).toEqual([iso(nine), iso(nine + dayMs)]);
  });
});

describe('the timer of a flow', () => {
  it('goes with the flow, and follows a new version', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.publish({ cron: '0 7 * * *' }, midnight, flowId);
    expect(await world.dueAt(flowId)).toEqual([midnight + 7 * hourMs]);
    await world.remove(flowId, midnight);
    expect(await world.dueAt(flowId)).toEqual([]);
  });

  it('that is due while the same schedule is published again still fires', async () => {
    const flowId = await world.publish(daily, midnight);
    await world.publish({ ...daily, missed: 'skip' }, nine + 400, flowId);
    await world.sweep(nine + 900);
    expect(await world.runs(flowId)).toHaveLength(1);
  });

  it('is added where it is missing and taken away where nothing is live', async () => {
    const live = await world.publish(daily, midnight);
    const paused = await world.publish(daily, midnight);
    await world.say(`update public.flow set status = 'paused' where id = $1`, [paused]);
    await world.say('delete from engine.timer where owner_id = $1', [live]);
    expect(await world.audit(midnight)).toBe(2);
    expect([await world.dueAt(live), await world.dueAt(paused)]).toEqual([[nine], []]);
    expect(await world.audit(midnight)).toBe(0);
  });
});
