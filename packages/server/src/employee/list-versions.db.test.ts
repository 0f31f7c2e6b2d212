import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

it('an employee’s versions come newest first, page by page, and only in their workspace', async () => {
  const owner = await server.as('owner');
  const hired = (await owner.rest('POST', '/employees', { role: 'blank', name: 'Vera' })).body;
  const body = { instructions: 'Answer in one sentence.', note: 'Shorter' };
  await owner.rest('PATCH', `/employees/${hired.id}`, body);
  const first = (await owner.rest('GET', `/employees/${hired.id}/versions?limit=1`)).body;
  expect(first.data).toMatchObject([
    { n: 2, note: 'Shorter', body: { instructions: 'Answer in one sentence.' } },
  ]);
  const rest = (await owner.rest('GET', `/employees/${hired.id}/versions?after=${first.next}`)).body;
  expect(rest).toMatchObject({ data: [{ n: 1, note: null }], next: null });
  expect((await owner.rest('GET', `/employees/${hired.id}/versions?after=x`)).status).toBe(422);
  const stranger = await server.stranger();
  expect((await stranger.rest('GET', `/employees/${hired.id}/versions`)).status).toBe(404);
});
