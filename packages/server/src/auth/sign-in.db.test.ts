import { toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followLink, openTestServer, type TestServer } from '../testing/test-server.ts';
import { ensureBootstrapKey } from './bootstrap-key.ts';
import { ensureFirstWorkspace, findOwner, makeOwnerLink } from './first-sign-in.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const ada = { name: 'Ada Lovelace', email: 'Ada@Example.com', password: 'correct horse battery' };

describe('the first sign-in', () => {
  it('makes one workspace with an owner, however many processes start at once', async () => {
    const starts = await Promise.all(
      Array.from({ length: 4 }, () => ensureFirstWorkspace(server.prisma, Date.now())),
    );
    expect(new Set(starts.map(({ workspaceId }) => workspaceId))).toEqual(new Set([server.workspaceId]));
    expect(await server.prisma.workspace.count()).toBe(1);
  });

  it('signs the owner in by a link that works once, and asks for name, address and password', async () => {
    const link = await makeOwnerLink(server.prisma, server.auth, server.workspaceId);
    const owner = server.callerWith({ cookie: await followLink(server.app, link) });
    const me = await owner.trpc('session.me');
    expect(me.body).toMatchObject({ role: 'owner', needsProfile: true, workspace: { slug: 'my-workspace' } });
    expect(await followLink(server.app, link)).toBe('');

    const done = await owner.trpc('session.completeProfile', ada);
    expect(done.body).toMatchObject({
      needsProfile: false,
      user: { name: 'Ada Lovelace', email: 'ada@example.com' },
    });
    expect((await owner.trpc('session.completeProfile', ada)).body.code).toBe('conflict');
    expect(await findOwner(server.prisma, server.workspaceId)).toMatchObject({ hasPassword: true });
  });

  it('lets the owner sign in with e-mail and password afterwards, and out again', async () => {
    const signIn = (password: string) =>
      server.app.inject({
        method: 'POST',
        url: '/auth/sign-in/email',
        headers: { origin: 'http://localhost:4400' },
        payload: { email: 'ada@example.com', password },
      });
    expect((await signIn('wrong horse battery')).statusCode).toBe(401);
    const answer = await signIn(ada.password);
    expect(answer.statusCode).toBe(200);
    const cookie = [answer.headers['set-cookie']]
      .flat()
      .map((one) => one?.split(';')[0])
      .join('; ');
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/i);
    const person = server.callerWith({ cookie });
    expect((await person.trpc('session.me')).body.user.name).toBe('Ada Lovelace');
    const headers = { cookie, origin: 'http://127.0.0.1:4400' };
    await server.app.inject({ method: 'POST', url: '/auth/sign-out', headers, payload: {} });
    expect((await person.trpc('session.me')).status).toBe(401);
  });

  it('refuses a sign-in that another site sends, and keeps sign-up and links of strangers closed', async () => {
    const post = (path: string, origin: string, cookie = '') =>
      server.app.inject({ method: 'POST', url: `/auth${path}`, headers: { origin, cookie }, payload: ada });
    expect((await post('/sign-in/email', 'https://evil.example', 'a=b')).statusCode).toBe(403);
    for (const path of ['/sign-up/email', '/sign-in/magic-link', '/api-key/create', '/organization/create']) {
      expect((await post(path, 'http://127.0.0.1:4400')).statusCode).toBe(404);
    }
  });

  it('slows down who tries passwords', async () => {
    const tries = [];
    for (let count = 0; count < 12; count += 1) {
      tries.push(
        await server.app.inject({
          method: 'POST',
          url: '/auth/sign-in/email',
          remoteAddress: '203.0.113.9',
          headers: { 'x-sista-ip': `198.51.100.${count}` },
          payload: { email: 'ada@example.com', password: 'not the password' },
        }),
      );
    }
    expect(tries.at(-1)?.statusCode).toBe(429);
  });
});

describe('an API key', () => {
  it('works as long as it is there, in the workspace that made it', async () => {
    const owner = await server.as('owner');
    const made = await owner.rest('POST', '/keys', { name: 'Deploy' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Deploy', role: 'admin', key: expect.stringMatching(/^sk_/) },
    });
    const { id, key } = made.body;
    const program = server.callerWith({ authorization: `Bearer ${key}` });
    expect((await program.trpc('session.me')).body).toMatchObject({
      user: null,
      needsProfile: false,
      role: 'admin',
    });
    const listed = (await owner.rest('GET', '/keys')).body.data.find((one: { id: string }) => one.id === id);
    expect(JSON.stringify(listed)).not.toContain(key);

    expect((await (await server.stranger()).rest('DELETE', `/keys/${id}`)).status).toBe(404);
    expect((await owner.rest('DELETE', `/keys/${id}`)).body).toEqual({ id });
    const after = await program.rest('GET', '/flows');
    expect(after).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } });
  });

  it('of the environment exists once with the owner role, and comes back when it was deleted', async () => {
    const key = `sk_${'b'.repeat(40)}`;
    await ensureBootstrapKey(server.prisma, server.workspaceId, key);
    await ensureBootstrapKey(server.prisma, server.workspaceId, key);
    const program = server.callerWith({ authorization: `Bearer ${key}` });
    const me = await program.trpc('session.me');
    expect(me.body).toMatchObject({
      role: 'owner',
      workspace: { id: toId('workspace', server.workspaceId) },
    });
    expect(await server.prisma.apikey.count({ where: { name: 'Bootstrap key' } })).toBe(1);
  });

  it('that nobody knows is refused with what to do', async () => {
    const program = server.callerWith({ authorization: `Bearer sk_${'x'.repeat(40)}` });
    const answer = await program.rest('GET', '/flows');
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } });
    expect(answer.body.error.message).toContain('Make a new one');
  });
});

describe('a person of two workspaces', () => {
  it('changes between them for the session, or for one request', async () => {
    const viewer = await server.as('viewer');
    const { workspaceId } = await server.stranger();
    const { body } = await viewer.trpc('session.me');
    await server.prisma.member.create({
      data: { id: crypto.randomUUID(), organizationId: workspaceId, userId: body.user.id, role: 'editor' },
    });
    const list = await viewer.trpc('workspace.list');
    const other = list.body.data.find((one: { current: boolean }) => !one.current);
    expect(list.body.data).toHaveLength(2);
    const once = await viewer.trpc('session.me', undefined, { 'x-sista-workspace': other.slug });
    expect(once.body).toMatchObject({ role: 'editor', workspace: { slug: other.slug } });
    await server.app.inject({
      method: 'POST',
      url: '/auth/organization/set-active',
      headers: { ...viewer.headers, origin: 'http://127.0.0.1:4400' },
      payload: { organizationSlug: other.slug },
    });
    expect((await viewer.trpc('session.me')).body.workspace.slug).toBe(other.slug);
  });
});
