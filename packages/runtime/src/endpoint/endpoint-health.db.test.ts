import { previewEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { describe, expect, it } from 'vitest';
import { openEndpointWorld } from './endpoint-world.testing.ts';

describe('the health of an endpoint', () => {
  it('is its share of successes, the answers by kind and time, and what waits', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    const { verbs, workspaceId, receiver } = world;
    receiver.answers.push(200, 500, 404, 200);
    await world.raise(4);
    const until = world.clock.now() + 1_000;
    await world.drive(() => receiver.received.length === 4, until);
    await world.drive(
      async () => (await world.say('select from engine.delivery_attempt')).length === 4,
      until,
    );
    const health = await verbs.health(workspaceId, id, '1h');
    expect(health).toMatchObject({
      window: '1h',
      attempts: 4,
      answers: { delivered: 2, server_error: 1, refused: 1 },
      successShare: 0.5,
      bucketSeconds: 60,
      complete: true,
      backlog: 0,
      line: { open: 2 },
    });
    expect(health.buckets).toHaveLength(60);
    expect(health.buckets.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(4);
    expect(health.p95Ms).toBeGreaterThanOrEqual(health.p50Ms ?? Number.POSITIVE_INFINITY);
    expect(health.oldestWaitingSince).not.toBeNull();
    for (const window of ['24h', '7d', '30d'] as const)
      expect((await verbs.health(workspaceId, id, window)).attempts).toBe(4);
  });

  it('of one that was never called is empty', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    expect(await world.verbs.health(world.workspaceId, id, '24h')).toMatchObject({
      attempts: 0,
      answers: {},
      successShare: null,
      p50Ms: null,
      oldestWaitingSince: null,
    });
  });

  it('leaves out what lies before the window', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    await world.raise(2);
    await world.drive(() => world.receiver.received.length === 2);
    world.clock.move(world.clock.now() + 2 * 3_600_000);
    const { workspaceId, verbs } = world;
    expect((await verbs.health(workspaceId, id, '1h')).attempts).toBe(0);
    expect((await verbs.health(workspaceId, id, '24h')).attempts).toBe(2);
  });
});

describe('a preview', () => {
  const preview = (input: object) => previewEndpointInput.parse(input);

  it('says what a subscription would have received, and why', async () => {
    await using world = await openEndpointWorld();
    await world.raise(3, 'custom.shipped', { total: 10 });
    await world.raise(12, 'custom.shipped', { total: 200 });
    await world.raise(1, 'custom.broken', { total: 'many' });
    await world.send();
    const found = await world.verbs.preview(
      world.workspaceId,
      preview({ eventTypes: ['custom.*'], filter: 'data.total > 100' }),
    );
    expect(found).toMatchObject({
      scanned: 16,
      complete: true,
      received: 12,
      filtered: 3,
      filterErrors: 1,
      filterProblem: null,
    });
    expect(found.samples).toHaveLength(10);
    expect(found.samples[0]).toMatchObject({
      type: 'custom.shipped',
      pattern: 'custom.*',
      scopes: [],
      filter: { outcome: 'passed' },
    });
    expect(found.heldBack[0]).toMatchObject({ type: 'custom.broken', filter: { outcome: 'error' } });
    const nobody = await world.verbs.preview(
      world.workspaceId,
      preview({ employeeIds: ['emp_01h455vb4pex5vsknk084sn02q'] }),
    );
    expect(nobody).toMatchObject({ scanned: 16, received: 0, samples: [] });
  });

  it('of a filter that is no expression says where it stops to make sense', async () => {
    await using world = await openEndpointWorld();
    await world.raise(1);
    const found = await world.verbs.preview(world.workspaceId, preview({ filter: 'data.total > ' }));
    expect(found.filterProblem).toMatchObject({ message: expect.any(String), position: expect.any(Number) });
    expect([found.received, found.filterErrors]).toEqual([0, 1]);
  });

  it('looks at the newest 2,000 events and says that there were more', async () => {
    await using world = await openEndpointWorld();
    await world.raise(1);
    await world.say(
      `insert into engine.event (id, workspace_id, sequence, type, schema_version, depth, origin, fanout, data)
       select overlay(id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, workspace_id, sequence + n, type,
         schema_version, depth, origin, fanout, data from engine.event, generate_series(1, 2100) n`,
    );
    await world.say('update engine.event_sequence set n = n + 2100');
    const found = await world.verbs.preview(world.workspaceId, preview({}));
    expect(found).toMatchObject({ scanned: 2_000, complete: false, received: 2_000 });
    expect(found.samples[0]?.sequence).toBe(2_101);
  });
});
