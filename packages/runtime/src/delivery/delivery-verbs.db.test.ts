import { deliveryDetail, deliveryPage } from '@sista/shared/delivery/delivery.schema';
import { fromId, newUuid, toId } from '@sista/shared/ids';
import { describe, expect, it } from 'vitest';
import { deliveryVerbs } from './delivery-verbs.ts';
import { openDeliveryWorld } from './delivery-world.testing.ts';
import { namedSecrets, openSigners, workspaceSecrets } from './signing-secret.ts';

async function openVerbs() {
  const world = await openDeliveryWorld();
  const { database, lines, emitter, sealKeys, clock } = world;
  return Object.assign(world, { verbs: deliveryVerbs({ database, lines, emitter, sealKeys, clock }) });
}

const page = { limit: 50 };

describe('reading deliveries', () => {
  it('lists a workspace newest first, by page and by filter', async () => {
    await using world = await openVerbs();
    const { verbs, workspaceId } = world;
    const runId = newUuid();
    const sent: string[] = [];
    for (let nth = 0; nth < 5; nth += 1) {
      const { deliveryId } = await world.send({ nth, runId: nth === 2 ? runId : newUuid() });
      sent.unshift(toId('delivery', deliveryId));
      world.clock.move(world.clock.now() + 1);
    }
    const first = await verbs.list(workspaceId, { limit: 3 });
    expect(deliveryPage.parse(first)).toEqual(first);
    const second = await verbs.list(workspaceId, { limit: 3, after: first.next as string });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(sent);
    expect(second.next).toBeNull();
    const ofRun = await verbs.list(workspaceId, { ...page, runId });
    expect(ofRun.data).toMatchObject([{ id: sent[2], runId: toId('run', runId), eventType: 'custom.tell' }]);
    expect((await verbs.list(workspaceId, { ...page, status: 'delivered' })).data).toEqual([]);
    expect((await verbs.list(workspaceId, { ...page, eventType: 'task.failed' })).data).toEqual([]);
    expect((await verbs.list(newUuid(), page)).data).toEqual([]);
    expect(first.data[0]?.target).toMatch(/\/hook\?••••$/);
  });

  it('shows the exact body, each attempt with both sides, and what is planned', async () => {
    await using world = await openVerbs();
    world.receiver.answers.push({ status: 500, headers: { 'x-why': 'full' }, body: 'disk full' });
    const { deliveryId } = await world.send();
    await world.drive(() => world.receiver.received.length === 1);
    const detail = await world.verbs.read(world.workspaceId, deliveryId);
    expect(deliveryDetail.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      status: 'retrying',
      body: '{"order":1}',
      bodyBytes: 11,
      httpStatus: 500,
      attemptCount: 1,
    });
    const [attempt] = detail.attempts;
    expect(attempt).toMatchObject({
      n: 1,
      outcome: 'server_error',
      httpStatus: 500,
      responseBody: 'disk full',
    });
    expect(attempt?.message).toBe('The endpoint answered 500.');
    expect(attempt?.responseHeaders).toContainEqual({ name: 'x-why', value: 'full' });
    expect(attempt?.requestHeaders.map(({ name }) => name)).toContain('X-Sista-Signature');
    expect(detail.planned[0]?.at).toBe(detail.nextAt);
    expect(detail.planned.at(-1)).toMatchObject({ at: detail.deadlineAt, last: true });
    await expect(world.verbs.read(newUuid(), deliveryId)).rejects.toThrow(/no delivery/);
  });
});

describe('replaying', () => {
  it('sends an ended one again with the same id and bytes, as a delivery of its own', async () => {
    await using world = await openVerbs();
    const { deliveryId } = await world.send({}, { headers: { 'X-Shop': 'one' } });
    await world.drive(() => world.receiver.received.length === 1);
    const replayed = await world.verbs.replay(world.workspaceId, deliveryId);
    expect(replayed.deliveryId).not.toBe(deliveryId);
    await world.drive(() => world.receiver.received.length === 2);
    const [first, second] = world.receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers).toMatchObject({ 'x-sista-replay': 'true', 'x-shop': 'one' });
    expect(second?.body.equals(first?.body as Buffer)).toBe(true);
    const detail = await world.verbs.read(world.workspaceId, replayed.deliveryId);
    expect(detail).toMatchObject({ status: 'delivered', replayOf: toId('delivery', deliveryId) });
  });

  it('makes the next attempt of an open one now', async () => {
    await using world = await openVerbs();
    world.receiver.answers.push(404);
    const { deliveryId } = await world.send();
    await world.drive(() => world.receiver.received.length === 1);
    const at = world.clock.now();
    expect(await world.verbs.replay(world.workspaceId, deliveryId)).toEqual({ deliveryId });
    await world.drive(() => world.receiver.received.length === 2);
    expect(world.clock.now()).toBe(at);
    expect(await world.verbs.read(world.workspaceId, deliveryId)).toMatchObject({
      status: 'delivered',
      attemptCount: 2,
    });
  });
});

describe('signing secrets', () => {
  it('are made once, shown once, and both sign for a while after a rotation', async () => {
    await using world = await openVerbs();
    const { database, workspaceId, sealKeys, clock, verbs } = world;
    const many = await Promise.all(
      [1, 2, 3].map(() => workspaceSecrets(database.hot, workspaceId, sealKeys, clock.now())),
    );
    expect(new Set(many.flat()).size).toBe(1);
    const shown = await verbs.showSigningSecret(workspaceId);
    expect(shown.value).toBe(many[0]?.[0]);
    expect((await verbs.showSigningSecret(workspaceId)).value).toBeNull();
    const rotated = await verbs.rotateSigningSecret(workspaceId, 24);
    const both = await workspaceSecrets(database.hot, workspaceId, sealKeys, clock.now());
    expect(both).toEqual([rotated.value, shown.value]);
    expect(await workspaceSecrets(database.hot, workspaceId, sealKeys, clock.now() + 86_400_001)).toEqual([
      rotated.value,
    ]);
    expect(await namedSecrets(database.hot, workspaceId, sealKeys, clock.now())).toHaveLength(2);
    const [event] = await database.hot.query('', 'select type from engine.event');
    expect(event).toEqual({ type: 'secret.rotated' });
  });

  it('a credential that is gone parks what it should have signed', async () => {
    await using world = await openVerbs();
    const { database, workspaceId, sealKeys, clock } = world;
    const credential = fromId('credential', toId('credential', newUuid())) as string;
    await expect(openSigners(database.hot, workspaceId, credential, sealKeys, clock.now())).rejects.toThrow(
      /deleted/,
    );
    const { deliveryId } = await world.send();
    await database.hot.query('', 'update public.endpoint set credential_id = $1', [credential]);
    await world.drive(async () => (await world.delivery(deliveryId)).status === 4);
    expect(world.receiver.received).toEqual([]);
    const detail = await world.verbs.read(workspaceId, deliveryId);
    expect(detail).toMatchObject({
      status: 'parked',
      reason: 'secret_missing',
      attemptCount: 0,
      attempts: [],
    });
  });
});
