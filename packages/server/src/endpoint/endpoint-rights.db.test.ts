import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';
import { openReceiver } from './receiver.testing.ts';

let server: TestServer;
let editor: Caller;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
  receiver = await openReceiver();
});
afterAll(async () => {
  receiver.close();
  await server[Symbol.asyncDispose]();
});

const add = async (more: object = {}) =>
  (await editor.rest('POST', '/endpoints', { url: receiver.url, ...more })).body;
const audited = async (subject: string) => {
  const { body } = await (await server.as('owner')).rest('GET', '/audit?limit=200');
  return (body.data as { action: string; subject: string }[])
    .filter((entry) => entry.subject === subject)
    .map(({ action }) => action)
    .reverse();
};

describe('the rights of endpoints', () => {
  it('let a viewer read and change nothing', async () => {
    const viewer = await server.as('viewer');
    const { id } = await add();
    expect((await viewer.rest('GET', `/endpoints/${id}`)).status).toBe(200);
    expect((await viewer.rest('GET', `/endpoints/${id}/health?window=1h`)).status).toBe(200);
    expect((await viewer.rest('POST', '/endpoints/preview', {})).status).toBe(200);
    const since = '2026-01-01T00:00:00.000Z';
    for (const [method, path, body] of [
      ['POST', '/endpoints', { url: receiver.url }],
      ['PUT', `/endpoints/${id}`, { url: receiver.url }],
      ['PATCH', `/endpoints/${id}`, {}],
      ['DELETE', `/endpoints/${id}`, undefined],
      ['POST', `/endpoints/${id}/pause`, undefined],
      ['POST', `/endpoints/${id}/enable`, undefined],
      ['POST', `/endpoints/${id}/rotate-secret`, {}],
      ['POST', `/endpoints/${id}/test`, { eventType: 'run.failed' }],
      ['POST', `/endpoints/${id}/probe`, undefined],
      ['POST', `/endpoints/${id}/recover`, { since }],
      ['POST', `/endpoints/${id}/cancel-backlog`, undefined],
    ] as const)
      expect([path, (await viewer.rest(method, path, body)).status]).toEqual([path, 403]);
  });

  it('keep the endpoints of another workspace out of sight', async () => {
    const stranger = await server.stranger();
    const { id } = await add();
    expect((await stranger.rest('GET', '/endpoints')).body.data).toEqual([]);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PUT', '', { url: receiver.url }],
      ['PATCH', '', {}],
      ['DELETE', '', undefined],
      ['GET', '/health', undefined],
      ['GET', '/test-events', undefined],
      ['POST', '/pause', undefined],
      ['POST', '/enable', undefined],
      ['POST', '/rotate-secret', {}],
      ['POST', '/test', { eventType: 'run.failed' }],
      ['POST', '/probe', undefined],
      ['POST', '/recover', { since: '2026-01-01T00:00:00.000Z' }],
      ['POST', '/cancel-backlog', undefined],
    ] as const)
      expect([path, (await stranger.rest(method, `/endpoints/${id}${path}`, body)).status]).toEqual([
        path,
        404,
      ]);
  });

  it('leave an entry in the audit for every change', async () => {
    const { id } = await add();
    await editor.rest('PATCH', `/endpoints/${id}`, { description: 'Shop' });
    await editor.rest('POST', `/endpoints/${id}/pause`);
    await editor.rest('POST', `/endpoints/${id}/enable`);
    await editor.rest('POST', `/endpoints/${id}/rotate-secret`, {});
    await editor.rest('POST', `/endpoints/${id}/rotate-secret`, { revokePrevious: true });
    await editor.rest('POST', `/endpoints/${id}/test`, { eventType: 'run.failed' });
    await editor.rest('POST', `/endpoints/${id}/recover`, { since: '2026-01-01T00:00:00.000Z' });
    await editor.rest('POST', `/endpoints/${id}/cancel-backlog`);
    await editor.rest('DELETE', `/endpoints/${id}`);
    expect(await audited(id)).toEqual([
      'endpoint.create',
      'endpoint.update',
      'endpoint.update',
      'endpoint.enable',
      'endpoint.rotateSecret',
      'endpoint.revokePreviousSecret',
      'endpoint.test',
      'endpoint.recover',
      'endpoint.cancelBacklog',
      'endpoint.delete',
    ]);
  });
});
