import { fromId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const store = async (name = 'Shop', type = 'signing-secret', value: unknown = secret) =>
  (await editor.rest('POST', '/credentials', { name, type, value })).body;
const opened = (id: string) =>
  server.runtime.credentials.open(server.workspaceId, fromId('credential', id) ?? '');

describe('a credential', () => {
  it('is written and never read, in no answer and not in its row', async () => {
    const made = await editor.rest('POST', '/credentials', {
      name: 'Shop',
      type: 'signing-secret',
      value: secret,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Shop', type: 'signing-secret', hint: '…LaSw' },
    });
    const answers = [
      made,
      await editor.rest('GET', '/credentials'),
      await editor.rest('GET', `/credentials/${made.body.id}`),
    ];
    expect(JSON.stringify(answers)).not.toContain(secret);
    const row = await server.prisma.credential.findFirst({ where: { name: 'Shop' } });
    expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toContain(secret);
    expect(await opened(made.body.id)).toEqual({ type: 'signing-secret', secrets: [secret] });
  });

  it.each([
    ['bearer', 'token-of-some-length-1234', { token: 'token-of-some-length-1234' }, '…1234'],
    ['basic', { username: 'ada', password: 'pw' }, { username: 'ada', password: 'pw' }, 'ada'],
    ['header', { name: 'X-Api-Key', value: 'v' }, { name: 'X-Api-Key', value: 'v' }, 'X-Api-Key'],
    [
      'slack',
      'https://hooks.example.com/services/T1',
      { webhookUrl: 'https://hooks.example.com/services/T1' },
      'hooks.example.com',
    ],
    ['model-provider', 'short', { apiKey: 'short' }, null],
  ])('of type %s opens as what steps use', async (type, value, members, hint) => {
    const made = await store(`A ${type}`, type, value);
    expect(made.hint).toBe(hint);
    expect(await opened(made.id)).toEqual({ type, ...members });
    expect((await editor.trpc('credential.check', { id: made.id })).body.ok).toBe(true);
  });

  it('is refused with the member that does not fit, without repeating the value', async () => {
    const wrong = await editor.rest('POST', '/credentials', {
      name: 'S',
      type: 'smtp',
      value: { host: 'h', from: 'hunter2hunter2' },
    });
    expect(wrong.status).toBe(201);
    const text = await editor.rest('POST', '/credentials', { name: 'S', type: 'basic', value: 'hunter2' });
    expect(text).toMatchObject({ status: 422, body: { error: { code: 'invalid_input' } } });
    const slack = await editor.rest('POST', '/credentials', { name: 'S', type: 'slack', value: 'hunter2' });
    expect(slack.body.error.message).toContain('value.botToken');
    expect(JSON.stringify([text.body, slack.body])).not.toContain('hunter2');
    expect((await editor.rest('POST', '/credentials', { name: 'S', type: 'magic', value: 'x' })).status).toBe(
      422,
    );
  });

  it('can be renamed, replaced and deleted, but not while a flow names it', async () => {
    const { id, fingerprint } = await store('Used');
    const renamed = await editor.rest('PATCH', `/credentials/${id}`, { name: 'Renamed' });
    expect(renamed.body).toMatchObject({ name: 'Renamed', fingerprint });
    const replaced = await editor.rest('PATCH', `/credentials/${id}`, { value: 'another secret' });
    expect(replaced.body.fingerprint).not.toBe(fingerprint);
    const node = {
      id: 'hook',
      type: 'trigger-webhook',
      name: 'H',
      position: { x: 0, y: 0 },
      config: { credential: id },
    };
    const flow = await editor.rest('POST', '/flows', {
      document: { schema: 'sista.flow/1', name: 'Names it', nodes: [node], edges: [] },
    });
    const used = await editor.rest('DELETE', `/credentials/${id}`);
    expect(used).toMatchObject({
      status: 409,
      body: { error: { details: { flows: [{ name: 'Names it' }] } } },
    });
    await editor.rest('DELETE', `/flows/${flow.body.id}`);
    expect((await editor.rest('DELETE', `/credentials/${id}`)).body).toEqual({ id });
    expect((await editor.rest('GET', `/credentials/${id}`)).status).toBe(404);
  });

  it('of another workspace is not there', async () => {
    const { id } = await store('Private');
    const stranger = await server.stranger();
    expect((await stranger.rest('GET', `/credentials/${id}`)).status).toBe(404);
    expect((await stranger.rest('PATCH', `/credentials/${id}`, { name: 'x' })).status).toBe(404);
    expect((await stranger.rest('DELETE', `/credentials/${id}`)).status).toBe(404);
    expect((await stranger.rest('GET', '/credentials')).body.data).toEqual([]);
  });
});

describe('the signing secret of a workspace', () => {
  it('shows its value once, and a new one when it is rotated', async () => {
    const owner = await server.as('owner');
    const first = await owner.trpc('workspace.signingSecret');
    expect(first.body.value).toMatch(/^whsec_/);
    const second = await owner.trpc('workspace.signingSecret');
    expect(second.body).toMatchObject({ value: null, fingerprint: first.body.fingerprint });
    const rotated = await owner.trpc('workspace.rotateSigningSecret');
    expect(rotated.body.value).toMatch(/^whsec_/);
    expect(rotated.body.fingerprint).not.toBe(first.body.fingerprint);
    const default_ = await server.prisma.workspace.findFirstOrThrow({ where: { id: server.workspaceId } });
    expect(default_.signingSecretId).toBeTruthy();
  });
});
