import { newUuid, toId } from '@sista/shared/ids';
import { StepFailed } from '@sista/shared/node/step-result';
import { describe, expect, it } from 'vitest';
import { seal } from '../credential/seal.ts';
import { openDeliveryWorld } from './delivery-world.testing.ts';

type World = Awaited<ReturnType<typeof openDeliveryWorld>>;

async function credential(
  world: World,
  type: string,
  value: unknown,
  workspaceId = world.workspaceId,
): Promise<string> {
  const id = newUuid();
  await world.database.hot.query(
    '',
    `insert into public.credential (id, workspace_id, name, type, sealed, fingerprint, created_by) values ($1, $2, 'It', $3, $4, 'f', 'test')`,
    [id, workspaceId, type, Buffer.from(seal(JSON.stringify(value), world.sealKeys, `credential:${id}`))],
  );
  return toId('credential', id);
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StepFailed);
  return (error as StepFailed).failure;
}

describe('stageSend', () => {
  it('refuses, with the field to change, what could not be sent as it is configured', async () => {
    await using world = await openDeliveryWorld();
    const other = newUuid();
    const cases: [Parameters<World['send']>[1], object][] = [
      [{ url: 'https://169.254.169.254/' }, { code: 'private_target', path: 'url' }],
      [{ url: 'not a url' }, { code: 'private_target', path: 'url' }],
      [{ headers: { 'X-Sista-Event': 'mine' } }, { code: 'invalid_header', path: 'headers' }],
      [{ body: `"${'x'.repeat(300_000)}"` }, { code: 'body_too_large', path: 'body' }],
      [{ credential: toId('credential', newUuid()) }, { code: 'credential_missing', path: 'credential' }],
      [{ credential: await credential(world, 'smtp', {}) }, { code: 'credential_type', path: 'credential' }],
      [{ credential: await credential(world, 'bearer', {}, other) }, { code: 'credential_missing' }],
    ];
    for (const [webhook, expected] of cases) {
      expect(await failureOf(world.send({}, webhook))).toMatchObject(expected);
    }
    expect(await world.database.hot.query('', 'select 1 from engine.event')).toEqual([]);
  });

  it('has one endpoint per origin and credential', async () => {
    await using world = await openDeliveryWorld();
    const bearer = await credential(world, 'bearer', { token: 't' });
    await world.send();
    await world.send({ nodeId: 'other' }, { url: `${world.receiver.url}/elsewhere` });
    await world.send({}, { credential: bearer });
    const rows = await world.database.hot.query('', "select 1 from public.endpoint where kind = 'implicit'");
    expect(rows).toHaveLength(2);
  });

  it.each([
    ['bearer', { token: 'sesame' }, 'authorization', 'Bearer sesame'],
    ['basic', { username: 'ada', password: 'x' }, 'authorization', 'Basic YWRhOng='],
    ['header', { name: 'X-Shop-Key', value: 'sesame' }, 'x-shop-key', 'sesame'],
  ])(
    'sets the header of a %s credential and keeps its value out of the history',
    async (type, value, name, sent) => {
      await using world = await openDeliveryWorld();
      const { deliveryId } = await world.send({}, { credential: await credential(world, type, value) });
      await world.drive(() => world.receiver.received.length === 1);
      expect(world.receiver.received[0]?.headers[name]).toBe(sent);
      const [kept] = await world.database.hot.query<{ text: string }>(
        '',
        'select request_headers::text as text from engine.delivery_exchange where delivery_id = $1',
        [deliveryId],
      );
      expect(kept?.text).toContain('••••');
      expect(kept?.text).not.toContain(sent);
    },
  );

  it('goes to the request inbox instead, under the same checks, where sends are held back', async () => {
    await using world = await openDeliveryWorld();
    const redirectUrl = world.receiver.url.replace('/hook', '/catch/abc');
    const { staged } = await world.send({ redirectUrl }, { url: 'https://shop.example/hook' });
    expect(staged).toMatchObject({ status: 'pending', redirected: true });
    await world.drive(() => world.receiver.received.length === 1);
    expect(world.receiver.received[0]?.path).toBe('/catch/abc');
    const refused = world.send({ redirectUrl }, { url: 'https://169.254.169.254/' });
    expect(await failureOf(refused)).toMatchObject({ code: 'private_target' });
  });
});
