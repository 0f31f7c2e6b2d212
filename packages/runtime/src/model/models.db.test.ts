import { randomBytes } from 'node:crypto';
import { fromId, newUuid } from '@sista/shared/ids';
import type { Refusal } from '@sista/shared/refusal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCredential } from '../credential/open-credential.ts';
import { parseSealKeys } from '../credential/seal.ts';
import { closedPolicy } from '../http/address-guard.ts';
import { createOutbound } from '../http/guarded-fetch.ts';
import { openTaskWorld, type TaskWorld } from '../task/task-world.testing.ts';
import { silentLogger } from '../telemetry/logger.ts';
import { openModelDouble } from './model-double.testing.ts';
import { createModelDoor, type ModelDoor } from './model-verbs.ts';
import { createModelSource, type ModelSource } from './open-model.ts';

const sealKeys = parseSealKeys(randomBytes(32).toString('base64'), 'test');
const outbound = createOutbound({
  publicUrl: 'http://flows.example',
  listenPort: () => undefined,
  policy: { ...closedPolicy, allowPrivate: true },
  log: silentLogger,
});

let world: TaskWorld;
let door: ModelDoor;
let source: ModelSource;
beforeAll(async () => {
  world = await openTaskWorld();
  const sql = world.database.hot;
  const openApiKey = async (workspaceId: string, credentialId: string) => {
    const opened = await openCredential(sql, sealKeys, { workspaceId, credentialId, now: 0 });
    return opened?.type === 'model-provider' ? opened.apiKey : '';
  };
  door = createModelDoor({ prisma: world.database.prisma, outbound, sealKeys, openApiKey, now: () => 0 });
  source = createModelSource({ sql, outbound, openApiKey });
});
afterAll(async () => {
  await outbound.close();
  await world[Symbol.asyncDispose]();
});

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Refusal) => error.code,
  );
const input = (baseUrl: string, name = 'My models') => ({
  kind: 'openai-compatible' as const,
  name,
  baseUrl,
  apiKey: 'sk-test-0123456789abcdef',
  defaultModel: 'm-1',
});

describe('models of a workspace', () => {
  it('are the sandbox alone until a person adds a provider and chooses it', async () => {
    const { workspaceId } = world;
    expect(await door.list(workspaceId)).toMatchObject({
      data: [{ kind: 'sandbox' }],
      defaultModel: 'sandbox:sandbox-1',
    });
    expect(await source.defaultRef(workspaceId)).toBe('sandbox:sandbox-1');
    await using double = await openModelDouble({ kind: 'message', text: 'Ready.' });
    const created = await door.create(workspaceId, input(double.baseUrl));
    expect(created).toMatchObject({ slug: 'my-models', hasKey: true, status: 'active', defaultModel: 'm-1' });
    expect(JSON.stringify(created)).not.toContain('sk-test');
    expect(await source.defaultRef(workspaceId)).toBe('sandbox:sandbox-1');
    expect((await door.setDefault(workspaceId, 'my-models:m-1')).defaultModel).toBe('my-models:m-1');
    const opened = await source.open(workspaceId, await source.defaultRef(workspaceId), []);
    if (!opened.ok) throw new Error(opened.message);
    const request = { prompt: [], tools: [], responseSchema: null, maxOutputTokens: 10, temperature: null };
    const answer = await opened.model.call(request, {
      timeoutMs: 5_000,
      signal: new AbortController().signal,
    });
    expect(answer).toMatchObject({ kind: 'answer', text: 'Ready.' });
    expect(double.requests[0]?.authorization).toBe('Bearer sk-test-0123456789abcdef');
    expect(await refusalOf(door.delete(workspaceId, fromId('provider', created.id) ?? ''))).toBe('conflict');
    await door.setDefault(workspaceId, 'sandbox:sandbox-1');
    await door.delete(workspaceId, fromId('provider', created.id) ?? '');
    expect(await world.database.prisma.credential.count({ where: { workspaceId } })).toBe(0);
  });

  it('pause with their reason when the key is refused, tell so at once, and work again after a new key', async () => {
    const { workspaceId } = world;
    await using double = await openModelDouble(
      { kind: 'error', status: 401 },
      { kind: 'message', text: '{"ok": true}' },
    );
    const { id, slug } = await door.create(workspaceId, input(double.baseUrl, 'Paused'));
    const uuid = fromId('provider', id) ?? '';
    const employee = await world.hire('blank', { model: `${slug}:m-1` });
    world.models.open = (workspace, ref, script) => source.open(workspace, ref, script);
    world.models.pauseProvider = (workspace, provider, reason) =>
      source.pauseProvider(workspace, provider, reason);
    const failed = {
      ok: false,
      code: 'provider_unauthorized',
      message: expect.stringContaining('refused the key (401)'),
    };
    expect(await world.doTask({ employee, runId: await world.startRun() })).toMatchObject(failed);
    expect(await world.doTask({ employee, runId: await world.startRun() })).toMatchObject({
      ...failed,
      meta: null,
    });
    expect(double.requests).toHaveLength(1);
    expect((await door.list(workspaceId)).data.find((provider) => provider.id === id)).toMatchObject({
      status: 'paused',
    });
    expect(await door.update(workspaceId, { id: uuid, apiKey: 'sk-other-0123456789abcd' })).toMatchObject({
      status: 'active',
      reason: null,
    });
    expect(await door.check(workspaceId, uuid)).toMatchObject({
      ok: true,
      abilities: { id: 'm-1', tools: false, structured: true },
    });
    expect(double.requests.at(-1)?.authorization).toBe('Bearer sk-other-0123456789abcd');
  });

  it('refuse an address inside, a default that is not there, and another workspace', async () => {
    const { workspaceId } = world;
    const strict = createOutbound({
      publicUrl: 'http://flows.example',
      listenPort: () => undefined,
      policy: closedPolicy,
      log: silentLogger,
    });
    const closed = createModelDoor({
      prisma: world.database.prisma,
      outbound: strict,
      sealKeys,
      openApiKey: async () => '',
      now: () => 0,
    });
    expect(await refusalOf(closed.create(workspaceId, input('http://127.0.0.1:11434/v1')))).toBe(
      'private_target',
    );
    await strict.close();
    expect(await refusalOf(door.setDefault(workspaceId, 'nowhere:m'))).toBe('invalid_input');
    expect(await refusalOf(door.check(workspaceId, newUuid()))).toBe('not_found');
    const twins = [
      await door.create(workspaceId, input('https://a.example/v1', 'Twin')),
      await door.create(workspaceId, input('https://a.example/v1', 'Twin')),
    ];
    expect(twins.map(({ slug }) => slug)).toEqual(['twin', 'twin-2']);
  });
});
