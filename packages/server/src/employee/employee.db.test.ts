import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

describe('employees and teams', () => {
  it('are hired from the roles, changed and archived', async () => {
    const roles = await editor.rest('GET', '/roles');
    expect(roles.body.data.at(-1)).toMatchObject({ key: 'blank' });
    const hired = await editor.rest('POST', '/employees', { role: 'order-desk', name: 'Nora' });
    expect(hired).toMatchObject({
      status: 201,
      body: { name: 'Nora', role: 'order-desk', status: 'active', version: 1 },
    });
    const { id, revision } = hired.body;
    const changed = await editor.rest('PATCH', `/employees/${id}`, { revision, persona: 'Calm.' });
    expect(changed.body).toMatchObject({ version: 2, persona: 'Calm.' });
    expect((await editor.rest('PATCH', `/employees/${id}`, { revision, persona: 'Loud.' })).status).toBe(409);
    expect((await editor.rest('DELETE', `/employees/${id}`)).body.status).toBe('archived');
    expect((await editor.rest('GET', `/employees/${id}`)).body.status).toBe('archived');
    expect((await editor.rest('GET', '/employees?status=active')).body.data).toEqual([]);
  });

  it('refuse an unknown role, and a deletion of a team with members', async () => {
    expect((await editor.rest('POST', '/employees', { role: 'astronaut' })).body.error.code).toBe(
      'invalid_input',
    );
    const team = await editor.rest('POST', '/teams', { name: 'Night shift' });
    expect(team).toMatchObject({ status: 201, body: { name: 'Night shift', members: [] } });
    const { id } = team.body;
    await editor.rest('POST', '/employees', { role: 'blank', name: 'Max', teamId: id });
    expect((await editor.rest('DELETE', `/teams/${id}`)).status).toBe(409);
    const updated = await editor.rest('PATCH', `/teams/${id}`, { charter: 'Quiet.' });
    expect(updated.body).toMatchObject({ charter: 'Quiet.', members: [{ name: 'Max' }] });
    const empty = await editor.rest('POST', '/teams', { name: 'Empty' });
    expect((await editor.rest('DELETE', `/teams/${empty.body.id}`)).body).toEqual({ id: empty.body.id });
  });

  it('of another workspace are not there', async () => {
    const { id } = (await editor.rest('POST', '/employees', { role: 'blank', name: 'Ours' })).body;
    const stranger = await server.stranger();
    expect((await stranger.rest('GET', `/employees/${id}`)).status).toBe(404);
    expect((await stranger.rest('PATCH', `/employees/${id}`, { name: 'Theirs' })).status).toBe(404);
    expect((await stranger.rest('DELETE', `/employees/${id}`)).status).toBe(404);
  });
});

describe('catalogues', () => {
  it('list sources and event types, and refuse a template that is not there', async () => {
    const sources = await editor.rest('GET', '/sources');
    expect(sources.body.data).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'generic' })]));
    const types = await editor.rest('GET', '/event-types');
    expect(types.body.data).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'task.completed' })]),
    );
    expect((await editor.rest('POST', '/templates/nothing/use')).status).toBe(404);
    const templates = await editor.rest('GET', '/templates');
    for (const { id } of templates.body.data) {
      const used = await editor.rest('POST', `/templates/${id}/use`);
      const errors = used.body.issues.filter(({ level }: { level: string }) => level === 'error');
      expect([id, used.status, errors]).toEqual([id, 201, []]);
      expect((await editor.trpc('flow.getSample', { id: used.body.id })).body).not.toBeNull();
    }
  });
});
