import { eventCatalogue } from '@sista/shared/event/event-catalogue';
import { newUuid, toId } from '@sista/shared/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlOf } from '../db/catalogue.ts';
import { openDeliveryWorld } from '../delivery/delivery-world.testing.ts';
import { raiseRouting } from './endpoint-table.ts';
import { listEvents, readEvent } from './list-events.ts';
import type { CustomFact, Fact } from './render-event.ts';

type World = Awaited<ReturnType<typeof openDeliveryWorld>>;
const custom = (world: World, data: Record<string, unknown> = {}): CustomFact => ({
  type: 'custom.order',
  workspaceId: world.workspaceId,
  data,
});
const emit = (world: World, facts: (Fact | CustomFact)[], emitter = world.emitter) =>
  world.database.hot.transaction((sql) => emitter.emit(sql, facts, world.clock.now()));

async function deliveriesAt(world: World, endpointId: string): Promise<Record<string, unknown>[]> {
  return world.database.hot.query('', 'select * from engine.delivery where endpoint_id = $1 order by id', [
    endpointId,
  ]);
}

describe('emit', () => {
  it('numbers events without gaps, in the order of their commits, whoever emits', async () => {
    await using world = await openDeliveryWorld();
    const other = world.openProcess();
    const rolledBack = world.database.hot
      .transaction(async (sql) => {
        await world.emitter.emit(sql, [custom(world)], world.clock.now());
        throw new Error('the fact did not become true');
      })
      .catch(() => undefined);
    const many = Array.from({ length: 20 }, (_, n) =>
      emit(world, [custom(world, { n }), custom(world, { n })], n % 2 === 0 ? world.emitter : other.emitter),
    );
    await Promise.all([rolledBack, ...many]);
    const { data } = await listEvents(world.database.hot, world.workspaceId, { limit: 200 });
    expect(data.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    await other.outbound.close();
  });

  it('makes one delivery for each endpoint that subscribes, and none for the others', async () => {
    await using world = await openDeliveryWorld();
    const employee = newUuid();
    const all = await world.endpoint();
    const tasks = await world.endpoint({ event_types: '{task.*}' });
    const orders = await world.endpoint({ event_types: '{custom.order,custom.ticket}' });
    const scoped = await world.endpoint({ employee_ids: [employee] });
    const { nudges } = await emit(world, [custom(world), { ...custom(world), employeeIds: [employee] }]);
    const counts = await Promise.all(
      [all, tasks, orders, scoped].map(async (id) => (await deliveriesAt(world, id)).length),
    );
    expect(counts).toEqual([2, 0, 2, 1]);
    expect(new Set(nudges)).toEqual(new Set([all, orders, scoped]));
    const { data } = await listEvents(world.database.hot, world.workspaceId, { limit: 10 });
    expect(data.map(({ matched }) => matched)).toEqual([2, 3]);
  });

  it('keeps by filter, parks where the filter fails, and says which endpoints it left out', async () => {
    await using world = await openDeliveryWorld();
    const large = await world.endpoint({ filter: 'data.total > 100' });
    const broken = await world.endpoint({ filter: '$error("no")' });
    await emit(world, [custom(world, { total: 50 }), custom(world, { total: 150 })]);
    expect(await deliveriesAt(world, large)).toHaveLength(1);
    expect((await deliveriesAt(world, broken)).map(({ status, reason }) => [status, reason])).toEqual([
      [4, 6],
      [4, 6],
    ]);
    const filtered = await world.database.hot.query(
      '',
      'select endpoint_id, reason from engine.event_filtered',
    );
    expect(filtered).toEqual([{ endpoint_id: large, reason: 0 }]);
  });

  it('meets the endpoints of its own commit although its process remembers older ones', async () => {
    await using world = await openDeliveryWorld();
    const other = world.openProcess();
    await emit(world, [custom(world)]);
    const added = await world.endpoint();
    await raiseRouting(world.database.hot, world.workspaceId);
    await emit(world, [custom(world)]);
    expect(await deliveriesAt(world, added)).toHaveLength(1);
    await world.database.hot.query('', 'update public.endpoint set enabled = false where id = $1', [added]);
    await raiseRouting(world.database.hot, world.workspaceId);
    await emit(world, [custom(world)], other.emitter);
    await emit(world, [custom(world)]);
    expect((await deliveriesAt(world, added)).map(({ status }) => status).sort()).toEqual([0, 4, 4]);
    await other.outbound.close();
  });

  it('is part of a transaction of the catalogue too', async () => {
    await using world = await openDeliveryWorld();
    const endpoint = await world.endpoint();
    await world.database.prisma.$transaction((catalogue) =>
      world.emitter.emit(
        sqlOf(catalogue),
        [{ ...custom(world), employeeIds: [newUuid(), newUuid()] }],
        world.clock.now(),
      ),
    );
    await world.drive(() => world.receiver.received.length === 1);
    const [delivery] = await deliveriesAt(world, endpoint);
    expect(delivery).toMatchObject({ status: 5 });
  });

  it('records run.completed only while somebody subscribes to it', async () => {
    await using world = await openDeliveryWorld();
    const fact: Fact = {
      type: 'run.completed',
      workspaceId: world.workspaceId,
      page: '/runs/1',
      fields: eventCatalogue['run.completed'].example as never,
    };
    expect((await emit(world, [fact])).eventIds).toEqual([]);
    await world.endpoint({ event_types: '{run.*}' });
    world.clock.move(world.clock.now() + 1_001);
    expect((await emit(world, [fact])).eventIds).toHaveLength(1);
  });

  it('sends the contract’s envelope, byte for byte the same at every attempt', async () => {
    await using world = await openDeliveryWorld();
    const endpoint = await world.endpoint();
    const flowId = newUuid();
    world.receiver.answers.push(500);
    const { eventIds } = await emit(world, [{ ...custom(world, { ключ: '🍰', big: 1e21 }), flowId }]);
    await world.drive(() => world.receiver.received.length === 2);
    const [first, second] = world.receiver.received;
    expect(first?.body.equals(second?.body as Buffer)).toBe(true);
    const id = eventIds[0] as string;
    expect(JSON.parse(String(first?.body))).toEqual({
      id: toId('event', id),
      type: 'custom.order',
      schemaVersion: '1',
      timestamp: new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString(),
      workspaceId: toId('workspace', world.workspaceId),
      endpointId: toId('endpoint', endpoint),
      sequence: 1,
      subject: { flowId: toId('flow', flowId) },
      data: { ключ: '🍰', big: 1e21 },
    });
    expect(await readEvent(world.database.hot, world.workspaceId, id)).toMatchObject({
      type: 'custom.order',
      matched: 1,
    });
  });

  it('refuses a fact that does not fit its type, before anything is written', async () => {
    await using world = await openDeliveryWorld();
    const fact = {
      type: 'secret.rotated',
      workspaceId: world.workspaceId,
      page: '/settings',
      fields: { secret: 'x' },
    };
    await expect(emit(world, [fact as never])).rejects.toThrow(/secret.rotated/);
  });

  it('balances: what matched is delivered, open, parked or filtered, for any set of endpoints and events', async () => {
    await using world = await openDeliveryWorld();
    const types = ['custom.a', 'custom.b', 'custom.a.b'] as const;
    const patterns = fc.constantFrom('*', 'custom.*', 'custom.a', 'custom.a.*', 'task.*');
    const filters = fc.constantFrom(null, 'data.n > 2', '$error("no")');
    const endpoints = fc.array(fc.record({ pattern: patterns, filter: filters, enabled: fc.boolean() }), {
      maxLength: 4,
    });
    const events = fc.array(fc.record({ type: fc.constantFrom(...types), n: fc.nat(5) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(endpoints, events, async (subscribers, raised) => {
        for (const { pattern, filter, enabled } of subscribers) {
          await world.endpoint({ event_types: [pattern], filter, enabled });
        }
        await raiseRouting(world.database.hot, world.workspaceId);
        const facts = raised.map(({ type, n }) => ({ ...custom(world, { n }), type }));
        await emit(world, facts);
        const [sums] = await world.database.hot.query<Record<string, number>>(
          '',
          `select (select coalesce(sum(fanout), 0) from engine.event)::int as matched,
             (select count(*) from engine.delivery)::int as deliveries,
             (select count(*) from engine.event_filtered)::int as filtered,
             (select count(*) from engine.delivery where status = 0)::int as pending,
             (select count(*) from engine.delivery_due)::int as due`,
        );
        expect(sums?.matched).toBe((sums?.deliveries ?? 0) + (sums?.filtered ?? 0));
        expect(sums?.pending).toBe(sums?.due);
      }),
      { numRuns: 15 },
    );
  });
});
