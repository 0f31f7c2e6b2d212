import { attemptOutcomes } from '@sista/shared/delivery/delivery-reason';
import { deliveryStatuses } from '@sista/shared/delivery/delivery-status';
import { planAttempts } from '@sista/shared/delivery/retry-plan';
import { toId } from '@sista/shared/ids';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { openDeliveryWorld } from './delivery-world.testing.ts';
import { workspaceSecrets } from './signing-secret.ts';

const { delivered, dead, parked, retrying, cancelled } = deliveryStatuses;

describe('a flow’s send', () => {
  it('arrives signed, with the contract’s headers and the exact body, and is recorded', async () => {
    await using world = await openDeliveryWorld();
    const body = '{ "text": "3 × 🍰",  "n": 1.50 }';
    const { deliveryId, eventId } = await world.send({}, { body });
    await world.drive(() => world.receiver.received.length > 0);
    const [request] = world.receiver.received;
    expect(request?.body.toString()).toBe(body);
    expect(request?.path).toBe('/hook?order=1');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Sista-Webhooks/1',
      'webhook-id': toId('event', eventId),
      'idempotency-key': toId('event', eventId),
      'x-sista-event': 'custom.tell',
      'x-sista-delivery': toId('delivery', deliveryId),
      'x-sista-attempt': '1',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
    const [secret = ''] = await workspaceSecrets(
      world.database.hot,
      world.workspaceId,
      world.sealKeys,
      world.clock.now(),
    );
    const headers = request?.headers as Record<string, string>;
    new Stripe('sk_test').webhooks.constructEvent(body, headers['x-sista-signature'] ?? '', secret);
    new Webhook(secret).verify(body, headers);
    expect(await world.delivery(deliveryId)).toMatchObject({
      status: delivered,
      http_status: 200,
      attempts: 1,
    });
    expect(await world.attempts(deliveryId)).toMatchObject([
      { n: 1, outcome: 0, http_status: 200, error: null },
    ]);
    expect(world.settled).toMatchObject([{ deliveryId, status: 'delivered', seq: 1 }]);
  });

  it('staged twice is one message', async () => {
    await using world = await openDeliveryWorld();
    const step = { runId: toUuid(1), flowId: toUuid(2) };
    const first = await world.send(step);
    const second = await world.send(step);
    expect(second.deliveryId).toBe(first.deliveryId);
    await world.drive();
    expect(world.receiver.received).toHaveLength(1);
    const [row] = await world.database.hot.query('', 'select n from engine.event_sequence');
    expect(row).toEqual({ n: 1 });
  });

  it('goes in the envelope when asked, unsigned when asked, with its own headers masked in the history', async () => {
    await using world = await openDeliveryWorld();
    const { deliveryId } = await world.send(
      {},
      { envelope: true, signed: false, headers: { 'X-Api-Key': 'sesame', 'X-Shop': 'one' } },
    );
    await world.drive(() => world.receiver.received.length > 0);
    const [request] = world.receiver.received;
    expect(JSON.parse(String(request?.body))).toMatchObject({
      type: 'custom.tell',
      sequence: 1,
      data: { order: 1 },
    });
    expect(request?.headers).toMatchObject({ 'x-api-key': 'sesame', 'x-shop': 'one' });
    expect(request?.headers).not.toHaveProperty('x-sista-signature');
    const [exchange] = await world.database.hot.query<{ request_headers: [string, string][] }>(
      '',
      'select request_headers from engine.delivery_exchange where delivery_id = $1',
      [deliveryId],
    );
    const kept = new Map(exchange?.request_headers);
    expect(kept.get('X-Api-Key')).toMatch(/^••••[0-9a-f]{8}$/);
    expect(kept.get('X-Shop')).toBe('one');
  });
});

describe('a failing receiver', () => {
  it('is tried at exactly the planned times, last at the deadline; then the delivery is dead and says so', async () => {
    await using world = await openDeliveryWorld();
    const watcher = await world.endpoint({
      event_types: '{delivery.dead}',
      url: world.receiver.url.replace('hook', 'watch'),
    });
    world.receiver.answers.push(...Array.from({ length: 20 }, () => 404));
    const { deliveryId, eventId } = await world.send();
    const isOver = async () => (await world.delivery(deliveryId)).status === dead;
    await world.drive(isOver);
    const attempts = await world.attempts(deliveryId);
    const row = await world.delivery(deliveryId);
    const planned = planAttempts(deliveryId, (row.deadline_at as Date).getTime()).map(({ at }) => at);
    const done = attempts.map(({ started_at }) => (started_at as Date).getTime());
    expect(done.map((at, index) => at - (planned[index] ?? 0)).every((late) => late >= 0 && late <= 2)).toBe(
      true,
    );
    expect(done).toHaveLength(planned.length);
    expect(attempts.map(({ n }) => n)).toEqual(done.map((_, index) => index + 1));
    const sent = world.receiver.received.filter(({ path }) => path.startsWith('/hook'));
    expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([toId('event', eventId)]),
    );
    expect(new Set(sent.map(({ body }) => body.toString()))).toEqual(new Set(['{"order":1}']));
    expect(sent.map(({ headers }) => headers['x-sista-attempt'])).toEqual(
      done.map((_, index) => String(index + 1)),
    );
    world.receiver.answers.length = 0;
    await world.drive(() => world.receiver.received.some(({ path }) => path === '/watch'));
    const told = JSON.parse(String(world.receiver.received.at(-1)?.body));
    expect(told).toMatchObject({
      type: 'delivery.dead',
      endpointId: toId('endpoint', watcher),
      data: { attempts: done.length },
    });
    const [problem] = await world.database.hot.query('', 'select * from engine.problem');
    expect(problem).toMatchObject({ id: deliveryId, code: 'refused' });
    expect(world.settled.filter(({ deliveryId: id }) => id === deliveryId)).toMatchObject([
      { status: 'dead' },
    ]);
  });

  it('that asks to wait is asked again then, and no slot is burned', async () => {
    await using world = await openDeliveryWorld();
    world.receiver.answers.push({ status: 429, headers: { 'Retry-After': '120' } });
    const start = world.clock.now();
    const { deliveryId } = await world.send();
    await world.drive(() => world.receiver.received.length === 2);
    expect(world.clock.now() - start).toBeGreaterThanOrEqual(120_000);
    expect(await world.delivery(deliveryId)).toMatchObject({ status: delivered, step: 0, attempts: 2 });
  });

  it('opens the breaker after five failures, is probed with one, and gets the rest when it is back', async () => {
    await using world = await openDeliveryWorld();
    world.receiver.answers.push(500, 500, 500, 500, 500);
    for (let nth = 0; nth < 12; nth += 1) await world.send({ nth });
    await world.drive(() => world.receiver.received.length === 5);
    const [state] = await world.database.hot.query<{ open_until: Date; circuit: number }>(
      '',
      'select * from engine.endpoint_state',
    );
    expect(state).toMatchObject({ circuit: 1 });
    const openAt = state?.open_until.getTime() ?? 0;
    expect((openAt - world.clock.now()) / 1_000).toBeGreaterThan(20);
    await world.drive(() => world.receiver.received.length > 5);
    expect(world.clock.now()).toBeGreaterThanOrEqual(openAt);
    await world.drive(() => world.settled.length === 12);
    expect(world.settled.every(({ status }) => status === 'delivered')).toBe(true);
  });

  it('that answers 410 is switched off, and what waits for it is parked', async () => {
    await using world = await openDeliveryWorld();
    const endpointId = await world.endpoint();
    world.receiver.answers.push(410);
    await emitCustom(world, 3);
    await world.drive();
    const rows = await world.database.hot.query(
      '',
      'select status from engine.delivery where endpoint_id = $1',
      [endpointId],
    );
    expect(rows).toEqual([{ status: parked }, { status: parked }, { status: parked }]);
    expect(world.receiver.received).toHaveLength(1);
    await emitCustom(world, 1);
    await world.drive();
    expect(world.receiver.received).toHaveLength(1);
  });

  it('that says abort-message ends only that message', async () => {
    await using world = await openDeliveryWorld();
    world.receiver.answers.push({ status: 400, headers: { 'webhook-delivery': 'abort-message' } });
    await world.send({ nth: 0 });
    await world.send({ nth: 1 });
    await world.drive(() => world.settled.length === 2);
    const rows = await world.database.hot.query('', 'select status from engine.delivery order by status');
    expect(rows).toEqual([{ status: delivered }, { status: cancelled }]);
  });
});

describe('a send to a line that this process works', () => {
  /** The line has sent one and lingers with nothing due. */
  async function lingering(world: Awaited<ReturnType<typeof openDeliveryWorld>>) {
    await world.send({ nth: 0 });
    await world.drive(() => world.settled.length === 1);
  }

  it('is claimed by its own insert, and leaves when it is handed over', async () => {
    await using world = await openDeliveryWorld();
    await lingering(world);
    const { deliveryId, claimed, nudges } = await world.sendClaimed({ nth: 1 });
    expect(nudges).toEqual([]);
    expect(await world.delivery(deliveryId)).toMatchObject({ status: deliveryStatuses.sending, attempts: 1 });
    expect(world.receiver.received).toHaveLength(1);
    world.lines.handOver(claimed);
    await world.drive(() => world.settled.length === 2);
    expect(world.receiver.received[1]?.headers).toMatchObject({ 'x-sista-attempt': '1' });
    expect(await world.delivery(deliveryId)).toMatchObject({ status: delivered, attempts: 1 });
    expect(await world.attempts(deliveryId)).toMatchObject([{ n: 1, http_status: 200 }]);
    await world.drive();
    expect(await world.database.hot.query('', 'select from engine.delivery_due')).toEqual([]);
  });

  it('staged twice is not sent twice', async () => {
    await using world = await openDeliveryWorld();
    await lingering(world);
    const step = { runId: toUuid(1), flowId: toUuid(2), nth: 1 };
    const first = await world.sendClaimed(step);
    const second = await world.sendClaimed(step);
    expect(second.deliveryId).toBe(first.deliveryId);
    expect(second.claimed).toEqual([]);
    world.lines.handOver(first.claimed);
    await world.drive();
    expect(world.receiver.received).toHaveLength(2);
  });

  it('waits in the table like others while the line is held back, also if it was claimed before', async () => {
    await using world = await openDeliveryWorld();
    await lingering(world);
    const early = await world.sendClaimed({ nth: 1 });
    world.receiver.answers.push({ status: 429, headers: { 'Retry-After': '60' } });
    await world.send({ nth: 2 });
    await world.drive(() => world.receiver.received.length === 2);
    world.lines.handOver(early.claimed);
    const late = await world.sendClaimed({ nth: 3 });
    expect(late.claimed).toEqual([]);
    await world.drive(() => world.settled.length === 4);
    for (const { deliveryId } of [early, late])
      expect(await world.delivery(deliveryId)).toMatchObject({ status: delivered, attempts: 1 });
  });

  it('that was never handed over is found by the next worker, who says that it may have arrived', async () => {
    await using world = await openDeliveryWorld();
    await lingering(world);
    const { deliveryId } = await world.sendClaimed({ nth: 1 });
    const other = world.openProcess();
    await world.queue.requeueAll(world.database.hot);
    await world.pump(other.lines);
    await world.drive(async () => (await world.delivery(deliveryId)).status === delivered);
    expect(await world.attempts(deliveryId)).toMatchObject([
      { n: 1, outcome: attemptOutcomes.unknown },
      { n: 2 },
    ]);
  });
});

describe('a line', () => {
  it('keeps to the endpoint’s rate', async () => {
    await using world = await openDeliveryWorld();
    await world.endpoint({ rate_limit: '{"limit":60,"per":"minute"}' });
    const start = world.clock.now();
    await emitCustom(world, 5);
    await world.drive(() => world.receiver.received.length === 5);
    expect(world.clock.now() - start).toBeGreaterThanOrEqual(3_900);
  });

  it('leaves nothing behind when it is over: no job, no timer, no due row', async () => {
    await using world = await openDeliveryWorld();
    await world.send();
    await world.drive();
    for (const table of ['engine.delivery_due', 'engine.timer', 'pgboss.job']) {
      expect(await world.database.hot.query('', `select 1 from ${table}`)).toEqual([]);
    }
  });

  it('sends again, with the same id and bytes, what was out when its process died, and notes that it may have arrived', async () => {
    await using world = await openDeliveryWorld();
    const { deliveryId } = await world.send();
    await world.database.hot.query(
      '',
      `insert into engine.endpoint_state (endpoint_id, epoch) select endpoint_id, 1 from engine.delivery`,
    );
    await world.database.hot.query('', 'update engine.delivery set status = 1, attempts = 1, epoch = 1');
    await world.drive(() => world.settled.length === 1);
    expect(await world.attempts(deliveryId)).toMatchObject([
      { n: 1, outcome: 13 },
      { n: 2, outcome: 0 },
    ]);
    expect(world.receiver.received[0]?.headers['x-sista-attempt']).toBe('2');
  });

  it('drops the result of a worker that was taken over meanwhile', async () => {
    await using world = await openDeliveryWorld();
    const { deliveryId } = await world.send();
    const takenOver = 'update engine.delivery set epoch = 99; update engine.endpoint_state set epoch = 99';
    const arrived = new Promise<void>((resolve) => {
      world.receiver.onRequest = async () => {
        await world.database.hot.query('', takenOver);
        resolve();
      };
    });
    await world.pump();
    await arrived;
    await world.lines.stop();
    expect(await world.delivery(deliveryId)).toMatchObject({ status: 1, epoch: 99 });
    expect(await world.attempts(deliveryId)).toEqual([]);
  });

  it('parks what is waiting for an endpoint that a person switched off', async () => {
    await using world = await openDeliveryWorld();
    const endpointId = await world.endpoint();
    world.receiver.answers.push(500);
    await emitCustom(world, 1);
    await world.drive(() => world.receiver.received.length === 1);
    expect(await statusesAt(world, endpointId)).toEqual([retrying]);
    await world.database.hot.query('', 'update public.endpoint set enabled = false where id = $1', [
      endpointId,
    ]);
    await world.drive();
    expect(await statusesAt(world, endpointId)).toEqual([parked]);
  });

  it('gives what is due back to the queue when its process stops', async () => {
    await using world = await openDeliveryWorld();
    world.receiver.answers.push(500);
    await world.send();
    await world.drive(() => world.receiver.received.length === 1);
    await world.lines.stop();
    expect(await world.database.hot.query('', 'select 1 from engine.timer')).toHaveLength(1);
    expect(await world.database.hot.query('', 'select 1 from engine.delivery_due')).toHaveLength(1);
  });

  it('moves to another process when its own stops, and nothing is sent twice or lost', async () => {
    await using world = await openDeliveryWorld();
    const other = world.openProcess();
    for (let count = 0; count < 4; count += 1) await world.endpoint();
    await emitCustom(world, 25);
    expect(await world.pump(other.lines)).toBe(4);
    const some = new Promise<void>((resolve) => {
      world.receiver.onRequest = async () => {
        if (world.receiver.received.length === 20) resolve();
      };
    });
    await some;
    await other.lines.stop();
    expect(world.receiver.received.length).toBeLessThan(100);
    await world.drive(() => world.receiver.received.length >= 100);
    const pairs = world.receiver.received.map(({ headers }) => headers['x-sista-delivery']);
    expect(new Set(pairs).size).toBe(100);
    expect(pairs).toHaveLength(100);
    await other.outbound.close();
  });

  it('is found by the audit when it has work and neither job nor timer', async () => {
    await using world = await openDeliveryWorld();
    await world.send();
    await world.database.hot.query('', 'delete from pgboss.job');
    world.clock.move(world.clock.now() + 11_000);
    expect(await world.lines.auditLines()).toBe(1);
    expect(await world.lines.auditLines()).toBe(0);
    await world.drive(() => world.receiver.received.length === 1);
  });
});

type World = Awaited<ReturnType<typeof openDeliveryWorld>>;

async function emitCustom(world: World, count: number): Promise<void> {
  const facts = Array.from({ length: count }, (_, n) => ({
    type: 'custom.order' as const,
    workspaceId: world.workspaceId,
    data: { n },
  }));
  const { nudges } = await world.database.hot.transaction((sql) =>
    world.emitter.emit(sql, facts, world.clock.now()),
  );
  for (const endpointId of nudges) world.lines.nudge(endpointId);
}

async function statusesAt(world: World, endpointId: string): Promise<unknown[]> {
  const rows = await world.database.hot.query<{ status: number }>(
    '',
    'select status from engine.delivery where endpoint_id = $1 order by id',
    [endpointId],
  );
  return rows.map(({ status }) => status);
}

const toUuid = (n: number) => `0197a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
