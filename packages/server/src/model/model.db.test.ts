import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

const input = {
  kind: 'openai-compatible',
  name: 'Local',
  baseUrl: 'http://127.0.0.1:11434/v1',
  apiKey: 'key-of-the-provider-1234',
  defaultModel: 'small',
};

describe('model providers', () => {
  it('stand beside the sandbox, keep their key to themselves, and can serve the workspace', async () => {
    const made = await editor.trpc('model.create', input);
    expect(made.body).toMatchObject({ name: 'Local', slug: 'local', hasKey: true });
    const list = await editor.trpc('model.setDefault', { model: 'local:small' });
    expect(list.body).toMatchObject({
      defaultModel: 'local:small',
      data: [{ kind: 'sandbox' }, { slug: 'local' }],
    });
    expect(JSON.stringify([made, list])).not.toContain(input.apiKey);
    expect((await editor.trpc('model.delete', { id: made.body.id })).body.code).toBe('conflict');
    await editor.trpc('model.setDefault', { model: 'sandbox:sandbox-1' });
    expect((await editor.trpc('model.delete', { id: made.body.id })).body).toEqual({ id: made.body.id });
  });

  it('of another workspace are not there, and a wrong address is refused with what to enter', async () => {
    const { id } = (await editor.trpc('model.create', input)).body;
    const stranger = await server.stranger();
    expect((await stranger.trpc('model.update', { id, name: 'x' })).status).toBe(404);
    expect((await stranger.trpc('model.check', { id })).status).toBe(404);
    const wrong = await editor.trpc('model.create', { ...input, baseUrl: 'ftp://x' });
    expect(wrong.body).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('baseUrl: '),
    });
  });
});
