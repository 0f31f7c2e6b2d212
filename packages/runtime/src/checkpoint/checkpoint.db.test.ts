import { newUuid } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFlow } from '../testing/draw-flow.ts';
import { ada, openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { type Checkpoint, type CheckpointDoor, type CheckpointStep, openCheckpoints } from './checkpoint.ts';

let world: RunWorld;
let door: CheckpointDoor;
beforeAll(async () => {
  world = await openRunWorld();
  door = openCheckpoints({
    sql: world.database.hot,
    queue: { insert: async () => [] },
    emitter: { write: async () => ({ eventIds: [], nudges: [], claimed: [] }) },
    clock: world.clock,
    isOutage: () => false,
    onNudge: () => {},
    onRequeued: () => {},
    claimEpoch: () => undefined,
    onClaimed: () => {},
  });
});
afterAll(() => world[Symbol.asyncDispose]());

const step: CheckpointStep = {
  hasStoredInput: false,
  seq: 1,
  nodeId: 'a',
  path: '',
  status: 'running',
  attempt: 1,
  wait: null,
  effect: 'sent',
  port: null,
  startedAtMs: Date.now(),
  endedAtMs: null,
  input: {},
  output: null,
  error: null,
  meta: null,
};

/** A run that no worker has: its row alone. */
async function bareRun(): Promise<Checkpoint> {
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  const runId = newUuid();
  const { workspaceId } = world;
  await world.say(
    'insert into engine.run (id, workspace_id, flow_id, version_id, trigger) values ($1, $2, $3, $4, 0)',
    [runId, workspaceId, flow.flowId, flow.versionId],
  );
  return {
    runId,
    workspaceId,
    flowId: flow.flowId,
    lane: 'run',
    requeue: null,
    bytes: 0,
    epochSeen: 0,
    rowSeen: null,
    epochAfter: 1,
    stepsSeen: 0,
    stepsAfter: 1,
    status: 'running',
    startedAtMs: Date.now(),
    endedAtMs: null,
    parkedAtWakes: null,
    newSteps: [step],
    changedSteps: [],
    attempts: [],
    timers: [],
    logs: [],
    sends: [],
    facts: [],
    problem: null,
  };
}
const stepsOf = (runId: string) =>
  world.say('select seq, status from engine.step where run_id = $1', [runId]);

describe('a checkpoint', () => {
  it('is admitted once: the second activation that saw the same epoch writes nothing', async () => {
    const checkpoint = await bareRun();
    expect(await door.write(checkpoint)).toBe('passed');
    expect(await door.write({ ...checkpoint, newSteps: [{ ...step, nodeId: 'b' }] })).toBe('refused');
    expect(await stepsOf(checkpoint.runId)).toEqual([{ seq: 1, status: 0 }]);
  });

  it('of a lost run leaves its neighbours in the same commit untouched', async () => {
    const [lost, good] = [await bareRun(), await bareRun()];
    const results = await Promise.all([door.write({ ...lost, epochSeen: 7 }), door.write(good)]);
    expect(results).toEqual(['refused', 'passed']);
    expect(await stepsOf(lost.runId)).toEqual([]);
    expect(await stepsOf(good.runId)).toHaveLength(1);
  });

  it('does not park a run that was woken meanwhile', async () => {
    const checkpoint = await bareRun();
    await world.say('update engine.run set wakes = 3 where id = $1', [checkpoint.runId]);
    expect(await door.write({ ...checkpoint, status: 'waiting', parkedAtWakes: 2 })).toBe('refused');
    expect(await door.write({ ...checkpoint, status: 'waiting', parkedAtWakes: 3 })).toBe('passed');
  });

  it('is refused when the run was cancelled', async () => {
    const checkpoint = await bareRun();
    await world.runtime.runs.cancelRun(world.workspaceId, checkpoint.runId, ada);
    expect(await door.write(checkpoint)).toBe('refused');
  });
});
