import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { drawFlow } from '../testing/draw-flow.ts';
import { openRunWorld, type RunWorld } from '../testing/run-world.ts';
import { countOthers } from './leader.ts';

/** Requests are accepted here; whoever works them is started by the tests. */
let world: RunWorld;
beforeAll(async () => {
  world = await openRunWorld({ role: 'server' });
});
afterAll(() => world[Symbol.asyncDispose]());

const settings = () => ({ ...world.settings, role: 'worker' as const });
const urlOf = () => world.database.url;

async function claimedRun(): Promise<string> {
  const flow = await world.publish(drawFlow({ hook: { type: 'trigger-webhook' } }));
  const { runId } = await world.runtime.runs.accept(world.request(flow));
  await world.say(
    "update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() where id = $1",
    [runId],
  );
  return runId ?? '';
}

describe('the only worker, started again after kill -9', () => {
  it('takes up at once what the dead one had claimed', async () => {
    const runId = await claimedRun();
    const again = await world.start({ settings: settings() });
    expect((await world.ended(runId)).status).toBe('succeeded');
    await again.stop();
  });

  it('does so too when the connections of the dead one linger for a moment', async () => {
    const runId = await claimedRun();
    const dead = openDatabase({ url: urlOf(), log: world.log });
    await countOthers(dead.pinned('leader'));
    let lingering: Promise<void> | undefined;
    const clock = {
      ...world.clock,
      sleep(ms: number, signal?: AbortSignal) {
        // The start waits for them: now they go.
        if (ms === 100) lingering ??= dead.close();
        return world.clock.sleep(ms, signal);
      },
    };
    const again = await world.start({ settings: settings(), clock });
    expect(lingering).toBeDefined();
    expect((await world.ended(runId)).status).toBe('succeeded');
    await again.stop();
  });

  it('leaves the claims of another that lives alone', async () => {
    const runId = await claimedRun();
    const living = openDatabase({ url: urlOf(), log: world.log });
    await countOthers(living.pinned('leader'));
    const second = await world.start({ settings: settings() });
    const [job] = await world.say('select state from pgboss.job where id = $1', [runId]);
    expect(job).toEqual({ state: 'active' });
    await second.stop();
    await living.close();
  });
});

describe('a run whose process died with it five times', () => {
  it('is set aside with an event, and one call tries it again', async () => {
    const runId = await claimedRun();
    await world.say("update pgboss.job set state = 'created', retry_count = 5 where id = $1", [runId]);
    const worker = await world.start({ settings: settings() });
    const run = await world.ended(runId);
    expect([run.status, run.error?.code]).toEqual(['quarantined', 'quarantined']);
    const [event] = await world.say('select type, data from engine.event where run_id = $1', [runId]);
    expect(event).toMatchObject({ type: 'run.failed', data: expect.stringContaining('"quarantined"') });
    await world.runtime.runs.retryRun(world.workspaceId, runId);
    expect((await world.runTo(runId, ({ status }) => status === 'succeeded')).endedAt).not.toBeNull();
    await worker.stop();
  });
});
