import { rotateSecretInput, testEndpointInput } from '@sista/shared/endpoint/endpoint-api.schema';
import { toId } from '@sista/shared/ids';
import { describe, expect, it } from 'vitest';
import type { Received } from '../delivery/delivery-world.testing.ts';
import { namedEndpointSecrets } from './endpoint-secrets.ts';
import { type EndpointWorld, openEndpointWorld } from './endpoint-world.testing.ts';
import { acceptedBy, allThree } from './verify-three.testing.ts';

const last = ({ receiver }: EndpointWorld) => receiver.received.at(-1) as Received;

function rotate(world: EndpointWorld, id: string, more: object) {
  const input = rotateSecretInput.parse({ id: toId('endpoint', id), ...more });
  return world.verbs.rotateSecret({ workspaceId: world.workspaceId, by: null }, input);
}

/** One event on its way through the line; the endpoint's settings are read anew after a few seconds. */
async function deliver(world: EndpointWorld, data: object = {}): Promise<Received> {
  const { received } = world.receiver;
  const count = received.length;
  world.clock.move(world.clock.now() + 5_000);
  await world.raise(1, 'custom.order_shipped', data);
  await world.drive(() => received.length > count);
  return last(world);
}

describe('a delivery to an endpoint', () => {
  it('is signed with its own secret, so that stripe, standardwebhooks and svix accept it', async () => {
    await using world = await openEndpointWorld();
    const { secret } = await world.customer();
    const given = await deliver(world, { name: 'Æther 🚚 שלום', half: '\ud83d' });
    expect(acceptedBy(given, secret)).toEqual(allThree);
    expect(acceptedBy(given, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=')).toEqual([]);
    const flipped = { ...given, body: Buffer.from(given.body.toString().replace('🚚', '🚜')) };
    expect(acceptedBy(flipped, secret)).toEqual([]);
  });

  it('is accepted by holders of the old and of the new secret while they overlap, then of the new one alone', async () => {
    await using world = await openEndpointWorld();
    const { id, secret } = await world.customer();
    const rotated = await rotate(world, id, { overlapHours: 2 });
    const during = await deliver(world);
    expect(acceptedBy(during, secret)).toEqual(allThree);
    expect(acceptedBy(during, rotated.secret ?? '')).toEqual(allThree);
    const signatures = String(during.headers['webhook-signature']).split(' ');
    expect(signatures).toHaveLength(2);
    world.clock.move(Date.parse(rotated.previousValidUntil ?? '') + 1);
    const after = await deliver(world);
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
    // The clock of this world runs ahead of the libraries' clock, which refuse a time that far off.
    expect(
      await world.say('select n from public.endpoint_secret where signs_until > to_timestamp($1)', [
        world.clock.now() / 1_000,
      ]),
    ).toEqual([]);
  });

  it('carries its secret headers, of which the history shows only a fingerprint', async () => {
    await using world = await openEndpointWorld();
    const { id } = await world.customer({ headers: { Authorization: 'Bearer hunter2', 'X-Shop': 'north' } });
    const given = await deliver(world);
    expect(given.headers).toMatchObject({ authorization: 'Bearer hunter2', 'x-shop': 'north' });
    await world.drive(async () => (await world.say('select from engine.delivery_exchange')).length > 0);
    const kept = JSON.stringify(await world.say('select request_headers from engine.delivery_exchange'));
    expect(kept).toContain('north');
    expect(kept).not.toContain('hunter2');
    expect((await world.verbs.read(world.workspaceId, id)).headers).toHaveProperty(
      'Authorization.fingerprint',
    );
  });
});

describe('a test event', () => {
  it('is signed like any other, by both secrets while they overlap', async () => {
    await using world = await openEndpointWorld();
    const { id, secret } = await world.customer();
    const rotated = await rotate(world, id, {});
    const input = testEndpointInput.parse({ id: toId('endpoint', id), eventType: 'task.completed' });
    await world.verbs.test(world.workspaceId, input);
    expect(acceptedBy(last(world), secret)).toEqual(allThree);
    expect(acceptedBy(last(world), rotated.secret ?? '')).toEqual(allThree);
    await rotate(world, id, { revokePrevious: true });
    await world.verbs.test(world.workspaceId, input);
    expect(acceptedBy(last(world), secret)).toEqual([]);
    expect(acceptedBy(last(world), rotated.secret ?? '')).toEqual(allThree);
  });
});

it('the secrets of endpoints are known by name where requests are checked, the previous one too', async () => {
  await using world = await openEndpointWorld();
  const { id, secret } = await world.customer({ description: 'Shop' });
  const rotated = await rotate(world, id, {});
  const named = await namedEndpointSecrets(
    world.database.hot,
    world.workspaceId,
    world.sealKeys,
    world.clock.now(),
  );
  expect(named).toEqual([
    { name: 'Endpoint Shop', secret: rotated.secret },
    { name: 'Endpoint Shop (previous)', secret },
  ]);
});
