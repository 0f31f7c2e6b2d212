import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const dayMs = 86_400_000;
const hook = { type: 'trigger-webhook' };
const set = { type: 'set-values', config: { values: {} } };
const hour = { type: 'delay', config: { mode: 'for', amount: 1, unit: 'hours' } };

describe('a clock that jumps', () => {
  it('back by a day keeps runs going and ends a wait a day later, once', async () => {
    const flow = await world.publish(drawFlow({ hook, hour }, 'hook -> hour'));
    const { runId } = await world.runtime.runs.accept(world.request(flow));
    await world.runTo(runId ?? '', ({ status }) => status === 'waiting');
    world.clock.advance(-dayMs);
    const other = await world.run(drawFlow({ hook, set }, 'hook -> set'));
    expect(other.status).toBe('succeeded');
    expect((await world.runtime.runs.readRun(world.workspaceId, runId ?? '')).status).toBe('waiting');
    world.clock.advance(dayMs + 3_700_000);
    const run = await world.ended(runId ?? '');
    expect(run.stepList.filter(({ nodeId }) => nodeId === 'hour')).toHaveLength(1);
  });

  it('forward by a month ends what waited, and nothing is lost', async () => {
    const flow = await world.publish(drawFlow({ hook, hour }, 'hook -> hour'));
    const { runId } = await world.runtime.runs.accept(world.request(flow));
    await world.runTo(runId ?? '', ({ status }) => status === 'waiting');
    world.clock.advance(31 * dayMs);
    expect((await world.ended(runId ?? '')).status).toBe('succeeded');
    const next = await world.run(drawFlow({ hook, set }, 'hook -> set'));
    expect(next.status).toBe('succeeded');
  });
});
