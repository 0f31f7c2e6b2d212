import { toId } from '@sista/shared/ids';
import type { LiveMessage } from '@sista/shared/live-message';
import { describe, expect, it } from 'vitest';
import { openDeliveryWorld } from '../delivery/delivery-world.testing.ts';
import { signRequest } from '../delivery/sign-request.ts';
import { rotateWorkspaceSecret, workspaceSecrets } from '../delivery/signing-secret.ts';
import { binVerbs } from './bin-verbs.ts';

async function openBins() {
  const world = await openDeliveryWorld();
  const messages: LiveMessage[] = [];
  const { database, sealKeys, clock, workspaceId } = world;
  const live = { publish: (_topics: readonly string[], message: LiveMessage) => messages.push(message) };
  const bins = binVerbs({
    database,
    sealKeys,
    live: { publish: (...all) => void live.publish(...all) },
    publicUrl: 'http://flows.example',
    clock,
  });
  const bin = await bins.defaultBin(workspaceId);
  const call = (rest: Partial<Parameters<typeof bins.keepRequest>[0]> = {}) => {
    clock.move(clock.now() + 1);
    const usual = {
      method: 'POST',
      path: '',
      query: '',
      headers: {},
      body: Buffer.from('{}'),
      remote: '127.0.0.1',
    };
    return bins.keepRequest({ binKey: bin.key, ...usual, ...rest });
  };
  return Object.assign(world, { bins, bin, call, messages });
}

describe('the request inbox', () => {
  it('has one default address per workspace, also when it is asked for at once from several sides', async () => {
    await using world = await openBins();
    const { bins, workspaceId, bin } = world;
    await world.database.hot.query('', 'delete from public.bin');
    const made = await Promise.all([1, 2, 3].map(() => bins.defaultBin(workspaceId)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[0]?.url).toMatch(/^http:\/\/flows\.example\/catch\/[A-Za-z0-9_-]{22}$/);
    expect(made[0]?.key).not.toBe(bin.key);
  });

  it('keeps every request with its exact body and tells who watches', async () => {
    await using world = await openBins();
    const binary = Buffer.from([0, 255, 1]);
    await world.call({ method: 'PUT', path: '/a', query: 'b=1', headers: { 'x-one': '1' } });
    await world.call({ body: binary });
    const { data } = await world.bins.listRequests(world.workspaceId, world.bin.id, { limit: 10 });
    expect(data).toMatchObject([
      { method: 'POST', size: 3, answer: 200 },
      { method: 'PUT', path: '/a', checks: [] },
    ]);
    const [second, first] = await Promise.all(
      data.map(({ id }) => world.bins.readRequest(world.workspaceId, world.bin.id, id)),
    );
    expect(first).toMatchObject({ body: '{}', query: 'b=1', headers: { 'x-one': '1' }, remote: '127.0.0.1' });
    expect(second).toMatchObject({ body: null, bodyBase64: binary.toString('base64') });
    expect(world.messages).toMatchObject([{ type: 'bin-request', binId: toId('bin', world.bin.id) }, {}]);
  });

  it('checks our signatures and names the secret, also the previous one', async () => {
    await using world = await openBins();
    const { database, workspaceId, sealKeys, clock } = world;
    const sql = database.hot;
    const [older = ''] = await workspaceSecrets(sql, workspaceId, sealKeys, clock.now());
    await rotateWorkspaceSecret(sql, workspaceId, sealKeys, 24, clock.now());
    const t = Math.floor(clock.now() / 1_000);
    const signed = signRequest('evt_1', t, Buffer.from('{}'), [older]);
    const headers = {
      'x-sista-signature': signed['X-Sista-Signature'],
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(t),
      'webhook-signature': signed['webhook-signature'],
    };
    await world.call({ headers });
    await world.call({ headers, body: Buffer.from('{ }') });
    const { data } = await world.bins.listRequests(workspaceId, world.bin.id, { limit: 10 });
    const name = 'Signing secret of the workspace (previous)';
    expect(data[1]?.checks).toEqual([
      { family: 'x-sista', ok: true, secret: name },
      { family: 'standard-webhooks', ok: true, secret: name },
    ]);
    expect(data[0]?.checks).toMatchObject([{ ok: false, reason: 'signature_mismatch' }, { ok: false }]);
  });

  it('keeps the last 500 and nothing older than seven days', async () => {
    await using world = await openBins();
    for (let count = 0; count < 530; count += 1) await world.call();
    const [sum] = await world.database.hot.query<{ n: number }>(
      '',
      'select count(*) as n from engine.bin_request',
    );
    expect(sum?.n).toBeLessThan(530);
    expect(sum?.n).toBeGreaterThanOrEqual(500);
    world.clock.move(world.clock.now() + 8 * 86_400_000);
    for (let count = 0; count < 26; count += 1) await world.call();
    const { data } = await world.bins.listRequests(world.workspaceId, world.bin.id, { limit: 200 });
    expect(data).toHaveLength(26);
  });

  it('shows nothing of another workspace and knows no address that was not made', async () => {
    await using world = await openBins();
    await expect(world.bins.listRequests(world.bin.id, world.bin.id, { limit: 10 })).rejects.toThrow(
      /no bin/,
    );
    expect(await world.call({ binKey: 'unknown' })).toBeNull();
  });
});
