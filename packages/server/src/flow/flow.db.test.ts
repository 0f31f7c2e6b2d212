import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { newUuid, toId } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

/** A webhook that ends at once; `more` changes it. */
function document(more: Partial<FlowDocument> = {}): FlowDocument {
  return {
    schema: 'sista.flow/1',
    name: 'Orders',
    nodes: [
      { id: 'hook', type: 'trigger-webhook', name: 'Hook', position: { x: 0, y: 0 }, config: {} },
      { id: 'end', type: 'stop', name: 'End', position: { x: 280, y: 0 }, config: { status: 'succeeded' } },
    ],
    edges: [{ id: 'e1', source: 'hook', target: 'end' }],
    ...more,
  };
}

const create = async (more: Partial<FlowDocument> = {}) => {
  const made = await editor.rest('POST', '/flows', { document: document(more) });
  expect(made.status).toBe(201);
  return made.body;
};

describe('a flow', () => {
  it('is created empty or from a document, and answers as the contract says', async () => {
    const empty = await editor.rest('POST', '/flows', {});
    expect(empty).toMatchObject({
      status: 201,
      body: { name: 'Untitled flow', status: 'draft', ingressUrl: null },
    });
    const flow = await create();
    expect(flow).toMatchObject({
      name: 'Orders',
      status: 'draft',
      revision: 1,
      liveVersion: null,
      draftDiffers: false,
    });
    expect(flow.ingressUrl).toMatch(/^http:\/\/127\.0\.0\.1:4400\/in\/[0-9a-z]{26}$/);
    expect((await editor.rest('GET', `/flows/${flow.id}`)).body).toEqual(flow);
    expect((await editor.rest('GET', `/flows/${flow.id}/export`)).body).toEqual(flow.document);
  });

  it('is refused with all its issues where it is no flow document', async () => {
    const { status, body } = await editor.rest('POST', '/flows', {
      document: { ...document(), nodes: 'many' },
    });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 'invalid_flow', details: { issues: [{ path: 'nodes' }] } });
  });

  it('is saved with issues, keeps its address, and refuses a stale revision with what is there', async () => {
    const flow = await create();
    const lonely = document({ edges: [], name: 'Renamed' });
    const saved = await editor.rest('PUT', `/flows/${flow.id}`, { revision: 1, document: lonely });
    expect(saved.body).toMatchObject({ revision: 2, name: 'Renamed', ingressUrl: flow.ingressUrl });
    expect(saved.body.issues.length).toBeGreaterThan(0);
    const stale = await editor.rest('PUT', `/flows/${flow.id}`, { revision: 1, document: document() });
    expect(stale).toMatchObject({
      status: 409,
      body: { error: { code: 'stale_revision', details: { revision: 2 } } },
    });
    expect(stale.body.error.message).toContain('The editor saved this flow at');
  });

  it('lets one of two saves at the same moment win', async () => {
    const flow = await create();
    const saves = await Promise.all(
      ['A', 'B'].map((name) =>
        editor.rest('PUT', `/flows/${flow.id}`, { revision: 1, document: document({ name }) }),
      ),
    );
    expect(saves.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is listed newest first, by name and by state, a page at a time', async () => {
    await create({ name: 'Findable one' });
    await create({ name: 'findable two' });
    const all = await editor.rest('GET', '/flows?q=FINDABLE');
    expect(all.body.data.map(({ name }: { name: string }) => name)).toEqual(['findable two', 'Findable one']);
    expect(all.body.data[0]).toMatchObject({
      triggerType: 'trigger-webhook',
      lastRun: null,
      runs24h: 0,
      issues: 0,
    });
    const first = await editor.rest('GET', '/flows?q=findable&limit=1');
    const second = await editor.rest('GET', `/flows?q=findable&limit=1&after=${first.body.next}`);
    expect(second.body).toMatchObject({ data: [{ name: 'Findable one' }], next: null });
    expect((await editor.rest('GET', '/flows?q=findable&state=live')).body.data).toEqual([]);
    expect((await editor.rest('GET', '/flows?limit=1000')).status).toBe(422);
    expect((await editor.rest('GET', '/flows?after=nonsense')).status).toBe(422);
  });

  it('of another workspace is not there', async () => {
    const flow = await create();
    const stranger = await server.stranger();
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/export'],
      ['DELETE', ''],
      ['POST', '/publish'],
      ['POST', '/pause'],
      ['POST', '/test'],
      ['POST', '/runs'],
      ['GET', '/versions'],
      ['POST', '/ingress/rotate'],
    ] as const) {
      const answer = await stranger.rest(
        method,
        `/flows/${flow.id}${path}`,
        method === 'GET' ? undefined : {},
      );
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    const put = await stranger.rest('PUT', `/flows/${flow.id}`, { revision: 1, document: document() });
    expect(put.status).toBe(404);
    expect((await stranger.rest('GET', '/flows')).body.data).toEqual([]);
  });

  it('is deleted, duplicated and given a new address', async () => {
    const flow = await create();
    const copy = await editor.trpc('flow.duplicate', { id: flow.id });
    expect(copy.body).toMatchObject({ name: 'Orders (copy)', status: 'draft' });
    expect(copy.body.ingressUrl).not.toBe(flow.ingressUrl);
    const moved = await editor.rest('POST', `/flows/${flow.id}/ingress/rotate`, { overlapHours: 1 });
    expect(moved.body.ingressUrl).not.toBe(flow.ingressUrl);
    expect((await editor.rest('DELETE', `/flows/${flow.id}`)).body).toEqual({ id: flow.id });
    expect((await editor.rest('GET', `/flows/${flow.id}`)).status).toBe(404);
  });

  it('keeps a sample for previews and tests', async () => {
    const flow = await create();
    const sample = { title: 'Mine', payload: { total: 7 }, headers: { 'x-topic': 'a' } };
    await editor.trpc('flow.setSample', { id: flow.id, sample });
    expect((await editor.trpc('flow.getSample', { id: flow.id })).body).toEqual(sample);
    await editor.trpc('flow.setSample', { id: flow.id, sample: null });
    expect((await editor.trpc('flow.getSample', { id: flow.id })).body).toBeNull();
  });
});

describe('publishing', () => {
  it('is refused with the issues while one of them is an error', async () => {
    const flow = await create({ nodes: [], edges: [] });
    const { status, body } = await editor.rest('POST', `/flows/${flow.id}/publish`, {});
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 'invalid_flow', details: { issues: [{ code: 'no_trigger' }] } });
  });

  it('is refused where a step waits longer than runs are kept', async () => {
    const { nodes } = document();
    const config = { mode: 'for', amount: 31, unit: 'days' };
    const position = { x: 280, y: 200 };
    const late = { id: 'late', type: 'delay', name: 'Remind later', position, config };
    const { id } = await create({
      nodes: [...nodes, late],
      edges: [{ id: 'e1', source: 'hook', target: 'late' }],
    });
    const { status, body } = await editor.rest('POST', `/flows/${id}/publish`);
    expect(status).toBe(422);
    expect(body.error.details.issues).toMatchObject([
      { nodeId: 'late', path: 'config.amount', code: 'waits_too_long' },
    ]);
  });

  it('makes immutable versions that can be read and restored', async () => {
    const flow = await create();
    const first = await editor.rest('POST', `/flows/${flow.id}/publish`, { note: 'First' });
    expect(first.body).toMatchObject({ n: 1, note: 'First', publishedBy: 'The editor', live: true });
    const again = await editor.rest('POST', `/flows/${flow.id}/publish`);
    expect(again.body.n).toBe(1);
    const moved = document({ vars: { limit: 5 } });
    const saved = await editor.rest('PUT', `/flows/${flow.id}`, { revision: 1, document: moved });
    expect(saved.body).toMatchObject({ status: 'live', liveVersion: 1, draftDiffers: true });
    const stale = await editor.rest('POST', `/flows/${flow.id}/publish`, { revision: 1 });
    expect(stale.status).toBe(409);
    expect((await editor.rest('POST', `/flows/${flow.id}/publish`, { revision: 2 })).body.n).toBe(2);
    const versions = await editor.rest('GET', `/flows/${flow.id}/versions`);
    expect(versions.body.data).toMatchObject([
      { n: 2, live: true },
      { n: 1, live: false },
    ]);
    const one = await editor.rest('GET', `/flows/${flow.id}/versions/1`);
    expect(one.body.document).toEqual(flow.document);
    const restored = await editor.rest('POST', `/flows/${flow.id}/versions/1/restore`);
    expect(restored.body).toMatchObject({ revision: 3, liveVersion: 2, document: flow.document });
    expect((await editor.rest('GET', `/flows/${flow.id}/versions/9`)).status).toBe(404);
  });

  it('can be paused and resumed, once there is something to pause', async () => {
    const flow = await create();
    expect((await editor.rest('POST', `/flows/${flow.id}/pause`)).body.error.code).toBe('conflict');
    await editor.rest('POST', `/flows/${flow.id}/publish`);
    expect((await editor.rest('POST', `/flows/${flow.id}/pause`)).body.status).toBe('paused');
    const state = await editor.trpc('flow.triggerState', { id: flow.id });
    expect(state.body).toMatchObject({ listening: false, ingressUrl: flow.ingressUrl, lastCapture: null });
    expect(state.body.reason).toContain('paused');
    expect((await editor.rest('POST', `/flows/${flow.id}/runs`, { input: {} })).body.error.code).toBe(
      'conflict',
    );
    expect((await editor.rest('POST', `/flows/${flow.id}/resume`)).body.status).toBe('live');
    expect((await editor.trpc('flow.triggerState', { id: flow.id })).body.listening).toBe(true);
  });

  it('leaves an audit row with who did it', async () => {
    const flow = await create();
    await editor.rest('POST', `/flows/${flow.id}/publish`);
    const audit = await (await server.as('owner')).rest('GET', '/audit?limit=1');
    expect(audit.body.data).toMatchObject([
      { actor: 'The editor', action: 'flow.publish', subject: flow.id },
    ]);
  });
});

describe('a test of the draft', () => {
  it('sends the sample of the flow when no payload is given', async () => {
    const flow = await create();
    const sample = { title: 'Mine', payload: { orderId: 'from the sample' } };
    await editor.trpc('flow.setSample', { id: flow.id, sample });
    const { body } = await editor.rest('POST', `/flows/${flow.id}/test`, {});
    const run = await editor.rest('GET', `/runs/${body.runId}`);
    expect(run.body.input.body).toEqual({ orderId: 'from the sample' });
  });

  it('starts a run of exactly what is drawn, with the trigger as its reader makes it', async () => {
    const flow = await create();
    const body = { payload: { orderId: '1042' }, headers: { 'X-Topic': 'orders' } };
    const first = await editor.rest('POST', `/flows/${flow.id}/test`, body);
    expect(first.body.runId).toMatch(/^run_/);
    await editor.rest('POST', `/flows/${flow.id}/test`, body);
    const versions = await server.prisma.flowVersion.findMany({
      where: { document: { not: {} } },
      orderBy: { id: 'desc' },
    });
    expect(versions.filter(({ flowId }) => toId('flow', flowId) === flow.id)).toMatchObject([{ n: null }]);
    const runs = await server.database.hot.query<{ mode: number; body: { body: unknown; kind: string } }>(
      'test-runs',
      `select r.mode, p.body from engine.run r join engine.run_payload p on p.run_id = r.id where r.flow_id = $1`,
      [versions[0]?.flowId],
    );
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ mode: 1, body: { kind: 'webhook', body: { orderId: '1042' } } });
  });

  it('is refused where nothing starts the flow', async () => {
    const flow = await create({ nodes: [], edges: [] });
    const answer = await editor.rest('POST', `/flows/${flow.id}/test`, { payload: {} });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'invalid_flow' } } });
  });

  it('of the live version is a start with an input', async () => {
    const flow = await create();
    expect((await editor.rest('POST', `/flows/${flow.id}/runs`, { input: 1 })).body.error.code).toBe(
      'conflict',
    );
    await editor.rest('POST', `/flows/${flow.id}/publish`);
    const started = await (await server.withKey('editor')).rest('POST', `/flows/${flow.id}/runs`, {
      input: { a: 1 },
    });
    expect(started.body.runId).toMatch(/^run_/);
  });
});

describe('an import', () => {
  it('hires for roles and empties credentials of elsewhere', async () => {
    const credential = toId('credential', newUuid());
    const nodes = [
      { ...document().nodes[0], config: { credential } },
      {
        id: 'review',
        type: 'employee-task',
        name: 'Review',
        position: { x: 280, y: 0 },
        config: { employee: 'role:order-desk', instructions: 'Check it.' },
      },
    ];
    const edges = [{ id: 'e1', source: 'hook', target: 'review' }];
    const answer = await editor.rest('POST', '/flows/import', {
      document: { ...document(), nodes, edges },
      name: 'Imported',
    });
    expect(answer).toMatchObject({ status: 201, body: { name: 'Imported' } });
    const [hook, review] = answer.body.document.nodes;
    expect(hook.config.credential).toBe('');
    expect(review.config.employee).toMatch(/^emp_/);
    expect(answer.body.issues).toMatchObject([{ nodeId: 'hook', path: 'config.credential' }]);
    const staff = await editor.rest('GET', '/employees');
    expect(staff.body.data).toMatchObject([{ id: review.config.employee, role: 'order-desk' }]);
  });
});
