import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { recoverEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { describe, expect, it } from 'vitest';
import { replayDelivery } from '../delivery/replay-delivery.ts';
import { type EndpointWorld, openEndpointWorld } from './endpoint-world.testing.ts';

const { pending, parked, dead, delivered, cancelled } = deliveryStatuses;
const by = 'Ada';

/** Whose last deliveries were all ended badly, without being sent. */
async function ruined(world: EndpointWorld, count: number, status: number = dead) {
  const { id } = await world.customer();
  const since = new Date(world.clock.now()).toISOString();
  await world.raise(count);
  await world.say(
    'update engine.delivery set status = $2, next_at = null, settled_at = now() where endpoint_id = $1',
    [id, status],
  );
  await world.say('delete from engine.delivery_due where endpoint_id = $1', [id]);
  return { id, since };
}

function recover(world: EndpointWorld, id: string, more: object) {
  const input = recoverEndpointInput.parse({ id: toId('endpoint', id), ...more });
  world.clock.move(world.clock.now() + 10);
  return world.verbs.recover({ workspaceId: world.workspaceId, by }, input);
}

/** The replays of an endpoint's deliveries; each event may be there once. */
async function replays(world: EndpointWorld, id: string): Promise<string[]> {
  const rows = await world.say(
    'select event_id from engine.delivery where endpoint_id = $1 and recovery_id is not null order by id',
    [id],
  );
  return rows.map((row) => String(row.event_id));
}

describe('recovering', () => {
  it('a dry run counts by type and reason, shows samples, and sends nothing', async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 3);
    await world.raise(1, 'custom.late');
    const counted = await recover(world, id, { since, dryRun: true, ratePerSecond: 0.5 });
    expect(counted).toMatchObject({
      job: null,
      total: 3,
      complete: true,
      byType: { 'custom.order_shipped': 3 },
      byReason: { dead: 3 },
      expired: 0,
      estimatedSeconds: 6,
    });
    expect(counted.samples).toHaveLength(3);
    expect(await replays(world, id)).toEqual([]);
  });

  it('sends each with its webhook-id and bytes, as fast as it may, and says when it is done', async () => {
    await using world = await openEndpointWorld();
    const { id, secret } = await world.customer();
    const since = new Date(world.clock.now()).toISOString();
    world.receiver.answers.push(410);
    await world.raise(1);
    await world.drive(() => world.receiver.received.length === 1);
    await world.drive(async () => (await world.statuses(id))[parked] === 1);
    await expect(recover(world, id, { since })).rejects.toMatchObject({ code: 'conflict' });
    const { missed } = await world.verbs.enable(world.workspaceId, id);
    expect(missed).toMatchObject({ parked: 1, dead: 0, since: expect.any(String) });
    const { job } = await recover(world, id, { since });
    while (await world.workJob(job?.id ?? '')) world.clock.move(world.clock.now() + 1_000);
    await world.drive(() => world.receiver.received.length === 2);
    const [first, second] = world.receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['x-sista-replay']).toBe('true');
    expect(second?.body.equals(first?.body as Buffer)).toBe(true);
    expect(secret).toMatch(/^whsec_/);
    const row = await world.say('select status, counts from engine.job');
    expect(row).toEqual([{ status: 4, counts: { done: 1, total: 1 } }]);
  });

  it('that dies inside a commit leaves no gap and sends nothing twice', async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 450);
    const { job } = await recover(world, id, { since, ratePerSecond: 1_000 });
    const jobId = job?.id ?? '';
    const { kinds } = world.jobs;
    const real = kinds['recover-endpoint'];
    const made: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      // Every second chunk is worked to its end and then lost with its commit.
      kinds['recover-endpoint'] = async (sql, row, now) => {
        const chunk = await real(sql, row, now);
        if (turn % 2 === 0) throw new Error('the process died');
        return chunk;
      };
      await world.workJob(jobId).catch(() => {});
      world.clock.move(world.clock.now() + 1_000);
      made.push((await replays(world, id)).length);
    }
    const events = await replays(world, id);
    expect([events.length, new Set(events).size]).toEqual([450, 450]);
    expect(Math.max(...made.map((n, at) => n - (made[at - 1] ?? 0)))).toBeLessThanOrEqual(200);
    expect(await world.say('select status, counts from engine.job')).toEqual([
      { status: 4, counts: { done: 450, total: 450 } },
    ]);
    expect((await world.statuses(id))[pending]).toBe(450);
  });

  it("keeps to its rate, to half of the endpoint's, and waits while it is paused or the endpoint is off", async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 60);
    const slow = await recover(world, id, { since, dryRun: true });
    expect(slow.ratePerSecond).toBe(10);
    await world.say(`update public.endpoint set rate_limit = '{"limit":8,"per":"second"}' where id = $1`, [
      id,
    ]);
    const { job, ratePerSecond } = await recover(world, id, { since });
    expect(ratePerSecond).toBe(4);
    const jobId = job?.id ?? '';
    const work = async () => {
      await world.workJob(jobId);
      return (await replays(world, id)).length;
    };
    expect([await work(), await work()]).toEqual([1, 1]);
    world.clock.move(world.clock.now() + 1_000);
    expect(await work()).toBe(5);
    await world.say('update public.endpoint set enabled = false where id = $1', [id]);
    world.clock.move(world.clock.now() + 60_000);
    expect(await work()).toBe(5);
    await world.say('update public.endpoint set enabled = true where id = $1', [id]);
    expect(await work()).toBeLessThanOrEqual(5 + 9);
  });

  it('ends with its endpoint, and goes on after the database was away', async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 5);
    const { job } = await recover(world, id, { since });
    const jobId = job?.id ?? '';
    const { kinds } = world.jobs;
    const real = kinds['recover-endpoint'];
    kinds['recover-endpoint'] = async (_sql, row, now) => {
      const away = { query: () => Promise.reject(new Error('the connection is gone')) };
      return real(away, row, now);
    };
    await expect(world.workJob(jobId)).rejects.toThrow(/connection is gone/);
    kinds['recover-endpoint'] = real;
    await world.workJob(jobId);
    expect(await replays(world, id)).toHaveLength(1);
    await world.verbs.delete(world.workspaceId, id);
    await world.workJob(jobId);
    expect((await world.say('select status from engine.job'))[0]?.status).toBe(4);
    expect(await replays(world, id)).toHaveLength(1);
  });

  it('leaves out what was sent again meanwhile, and what is not meant', async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 2);
    const [row] = await world.say('select id from engine.delivery order by id limit 1');
    const { database, lines, clock, workspaceId } = world;
    await replayDelivery({ sql: database.hot, lines, now: clock.now() }, workspaceId, String(row?.id));
    expect((await recover(world, id, { since, dryRun: true })).total).toBe(1);
    expect((await recover(world, id, { since, dryRun: true, eventTypes: ['task.*'] })).total).toBe(0);
    expect((await recover(world, id, { since, dryRun: true, include: ['parked'] })).total).toBe(0);
    const later = new Date(clock.now() - 1).toISOString();
    expect((await recover(world, id, { since: later, dryRun: true })).total).toBe(0);
    expect((await recover(world, id, { since, until: later, dryRun: true })).total).toBe(1);
  });

  it('of what was missed sends the events from before the endpoint was there, through its filter', async () => {
    await using world = await openEndpointWorld();
    const since = new Date(world.clock.now()).toISOString();
    await world.raise(3, 'custom.shipped', { total: 10 });
    await world.raise(2, 'custom.shipped', { total: 200 });
    await world.raise(1, 'custom.other', { total: 200 });
    const { id } = await world.customer({ eventTypes: ['custom.shipped'], filter: 'data.total > 100' });
    const { job, byReason } = await recover(world, id, { since, include: 'missed', ratePerSecond: 1_000 });
    expect(byReason).toEqual({ missed: 2 });
    while (await world.workJob(job?.id ?? '')) world.clock.move(world.clock.now() + 1_000);
    await world.drive(() => world.receiver.received.length === 2);
    expect(world.receiver.received.map(({ body }) => JSON.parse(body.toString()).data.total)).toEqual([
      200, 200,
    ]);
    expect(await replays(world, id)).toHaveLength(2);
    const again = await recover(world, id, { since, include: 'missed', dryRun: true });
    expect(again.total).toBe(0);
  });

  it('of all sends what was delivered once more', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    const since = new Date(world.clock.now()).toISOString();
    await world.raise(2);
    await world.drive(async () => (await world.statuses(id))[delivered] === 2);
    const { byReason } = await recover(world, id, { since, include: 'all', dryRun: true });
    expect(byReason).toEqual({ delivered: 2 });
  });

  it('counts what retention has taken as expired', async () => {
    await using world = await openEndpointWorld();
    const { id, since } = await ruined(world, 3);
    await world.say('delete from engine.event where id = (select event_id from engine.delivery limit 1)');
    const counted = await recover(world, id, { since, dryRun: true });
    expect([counted.total, counted.expired]).toEqual([2, 1]);
  });
});

describe('what waits at an endpoint', () => {
  it('is cancelled by a job, in commits of 500, and what comes later is not', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    await world.raise(620);
    world.clock.move(world.clock.now() + 5);
    const { workspaceId } = world;
    const job = await world.verbs.cancelBacklog({ workspaceId, by }, id);
    expect(job).toMatchObject({ kind: 'cancel-backlog', flowId: null, endpointId: toId('endpoint', id) });
    await world.raise(1);
    await world.workJob(job.id);
    await world.workJob(job.id);
    expect(await world.statuses(id)).toEqual({ [cancelled]: 500, [pending]: 121 });
    await world.workJob(job.id);
    expect(await world.statuses(id)).toEqual({ [cancelled]: 620, [pending]: 1 });
    expect(await world.say('select status, counts from engine.job')).toEqual([
      { status: 4, counts: { done: 620, total: 620 } },
    ]);
  });

  it('is parked when the endpoint is switched off, and cancelled when it is deleted', async () => {
    await using world = await openEndpointWorld();
    const { workspaceId } = world;
    const first = await world.customer();
    const second = await world.customer();
    await world.raise(3);
    await world.verbs.update(workspaceId, { id: first.id, enabled: false });
    await world.verbs.delete(workspaceId, second.id);
    expect(await world.statuses(first.id)).toEqual({ [parked]: 3 });
    expect(await world.statuses(second.id)).toEqual({ [cancelled]: 3 });
    await world.raise(1);
    expect(await world.statuses(first.id)).toEqual({ [parked]: 4 });
    expect(await world.statuses(second.id)).toEqual({ [cancelled]: 3 });
  });

  it('is probed on demand: the oldest leaves now, and its success closes the circuit', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer();
    const { workspaceId } = world;
    await expect(world.verbs.probe(workspaceId, id)).rejects.toThrow(/Nothing waits/);
    world.receiver.answers.push(...Array.from({ length: 5 }, () => 500));
    await world.raise(8);
    await world.drive(async () => {
      const { line } = await world.verbs.read(workspaceId, id);
      return line.circuit === 'open' && line.openUntil !== null && (await isIdle(world, id));
    });
    const before = world.clock.now();
    const { line } = await world.verbs.read(workspaceId, id);
    const deliveryId = await world.verbs.probe(workspaceId, id);
    const count = world.receiver.received.length;
    await world.drive(() => world.receiver.received.length > count, before + 5_000);
    expect(world.receiver.received.at(count)?.headers['x-sista-delivery']).toBe(toId('delivery', deliveryId));
    expect(world.clock.now()).toBeLessThan(Date.parse(line.openUntil ?? ''));
    await world.drive(async () => (await world.statuses(id))[delivered] === 8 && !world.lines.isWorking(id));
    expect((await world.verbs.read(workspaceId, id)).line).toMatchObject({ circuit: 'closed', open: 0 });
  });
});

/** The line has ended and set its timer. */
async function isIdle(world: EndpointWorld, id: string): Promise<boolean> {
  const timers = await world.say('select from engine.timer where owner_id = $1', [id]);
  return timers.length > 0 && !world.lines.isWorking(id);
}
