import { fromId, newUuid, toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

/** A flow with one request that came before it was published. */
async function parked() {
  const nodes = [
    { id: 'hook', type: 'trigger-webhook', name: 'Hook', position: { x: 0, y: 0 }, config: {} },
    { id: 'end', type: 'stop', name: 'End', position: { x: 280, y: 0 }, config: { status: 'succeeded' } },
  ];
  const edges = [{ id: 'e1', source: 'hook', target: 'end' }];
  const document = { schema: 'sista.flow/1', name: 'Orders', nodes, edges };
  const flow = (await editor.rest('POST', '/flows', { document })).body;
  const flowId = fromId('flow', flow.id) ?? '';
  const ingress = await server.prisma.ingress.findFirstOrThrow({ where: { flowId } });
  const body = Buffer.from('{"orderId":"1042"}');
  const id = newUuid();
  await server.runtime.runs.recordCapture({
    id,
    workspaceId: server.workspaceId,
    flowId,
    ingressId: ingress.id,
    outcome: 'parked',
    reason: 'unpublished',
    method: 'POST',
    query: '',
    remote: '203.0.113.7',
    headers: { 'content-type': 'application/json' },
    body,
    size: body.length,
    meta: {
      source: 'generic',
      eventType: null,
      externalId: null,
      title: 'Order 1042',
      contentType: 'application/json',
      auth: { mode: 'none', verified: false, secret: null },
      explanation: 'The flow is not published.',
    },
    receivedAtMs: Date.now(),
  });
  return { flow, captureId: toId('capture', id) };
}

describe('received requests', () => {
  it('are listed by flow and outcome, and shown with their body', async () => {
    const { flow, captureId } = await parked();
    const list = await editor.rest('GET', `/captures?flowId=${flow.id}&outcome=parked`);
    expect(list.body.data).toMatchObject([{ id: captureId, title: 'Order 1042', reason: 'unpublished' }]);
    expect((await editor.rest('GET', `/captures?flowId=${flow.id}&outcome=refused`)).body.data).toEqual([]);
    expect((await editor.rest('GET', '/captures?outcome=lost')).status).toBe(422);
    const one = await editor.rest('GET', `/captures/${captureId}`);
    expect(one.body.body).toMatchObject({ encoding: 'utf8', text: '{"orderId":"1042"}' });
    const state = await editor.trpc('flow.triggerState', { id: flow.id });
    expect(state.body).toMatchObject({ listening: false, lastCapture: { id: captureId } });
  });

  it('can be run again on the draft, and on the live version once there is one', async () => {
    const { flow, captureId } = await parked();
    const replay = (version: string) => editor.rest('POST', `/captures/${captureId}/replay`, { version });
    expect((await replay('draft')).body.runId).toMatch(/^run_/);
    expect((await replay('live')).body.error.code).toBe('conflict');
    await editor.rest('POST', `/flows/${flow.id}/publish`);
    const { runId } = (await replay('live')).body;
    const one = await editor.rest('GET', `/captures/${captureId}`);
    expect(one.body.replays).toEqual(
      expect.arrayContaining([expect.objectContaining({ runId, by: 'The editor' })]),
    );
  });

  it('of another workspace are not there', async () => {
    const { captureId } = await parked();
    const stranger = await server.stranger();
    expect((await stranger.rest('GET', `/captures/${captureId}`)).status).toBe(404);
    expect((await stranger.rest('POST', `/captures/${captureId}/replay`, {})).status).toBe(404);
    expect((await stranger.rest('GET', '/captures')).body.data).toEqual([]);
  });
});

describe('deliveries', () => {
  it('are an empty list at first, and one that nobody made is not there', async () => {
    expect((await editor.rest('GET', '/deliveries')).body).toEqual({ data: [], next: null });
    expect((await editor.rest('GET', `/deliveries/${toId('delivery', newUuid())}`)).status).toBe(404);
    expect((await editor.rest('GET', '/deliveries?status=lost')).status).toBe(422);
  });
});
