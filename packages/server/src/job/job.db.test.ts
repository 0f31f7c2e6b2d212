import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const hook = {
  id: 'start',
  type: 'trigger-manual',
  name: 'Start',
  position: { x: 0, y: 0 },
  config: {},
};

async function publishedFlow(): Promise<string> {
  const editor = await server.as('editor');
  const { body: flow } = await editor.rest('POST', '/flows', { name: 'Orders' });
  const document = { ...flow.document, nodes: [hook], edges: [] };
  await editor.rest('PUT', `/flows/${flow.id}`, { document, revision: flow.revision });
  await editor.rest('POST', `/flows/${flow.id}/publish`, {});
  return flow.id;
}

describe('the job that cancels the runs of a flow', () => {
  it('is made over REST, pauses the flow when asked, and is found again', async () => {
    const editor = await server.as('editor');
    const flowId = await publishedFlow();
    const made = await editor.rest('POST', `/flows/${flowId}/cancel-runs`, { pause: true });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^job_/),
        kind: 'cancel-runs',
        status: 'queued',
        flowId,
        total: null,
      },
    });
    expect((await editor.rest('GET', `/flows/${flowId}`)).body.status).toBe('paused');
    const { id } = made.body;
    expect((await editor.rest('GET', `/jobs/${id}`)).body).toEqual(made.body);
    expect((await editor.rest('GET', `/jobs?flowId=${flowId}`)).body).toEqual({
      data: [made.body],
      next: null,
    });
  });

  it('can be paused, resumed and cancelled, and says so when it is over', async () => {
    const editor = await server.as('editor');
    const flowId = await publishedFlow();
    const { id } = (await editor.rest('POST', `/flows/${flowId}/cancel-runs`, {})).body;
    expect((await editor.rest('POST', `/jobs/${id}/pause`)).body.status).toBe('paused');
    expect((await editor.rest('POST', `/jobs/${id}/resume`)).body.status).toBe('queued');
    expect((await editor.rest('POST', `/jobs/${id}/cancel`)).body.status).toBe('cancelled');
    const again = await editor.rest('POST', `/jobs/${id}/pause`);
    expect([again.status, again.body.error.message]).toEqual([
      409,
      'This job is cancelled and cannot be paused.',
    ]);
  });

  it('of another workspace is not there', async () => {
    const flowId = await publishedFlow();
    const editor = await server.as('editor');
    const { id } = (await editor.rest('POST', `/flows/${flowId}/cancel-runs`, {})).body;
    const stranger = await server.stranger();
    expect((await stranger.trpc('job.get', { id })).status).toBe(404);
    expect((await stranger.trpc('job.cancelRuns', { id: flowId })).status).toBe(404);
  });
});
