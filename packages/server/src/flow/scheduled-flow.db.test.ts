import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

/** Starts at the beginning of each year, so that it is not due while the test runs. */
const yearly = { cron: '0 0 1 1 *', timezone: 'Europe/Berlin' };
const document = (config: Record<string, unknown> = yearly): FlowDocument => ({
  schema: 'sista.flow/1',
  name: 'Yearly report',
  nodes: [
    { id: 'start', type: 'trigger-schedule', name: 'Every year', position: { x: 0, y: 0 }, config },
    { id: 'end', type: 'stop', name: 'End', position: { x: 280, y: 0 }, config: { status: 'succeeded' } },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'end' }],
});
const create = async (config?: Record<string, unknown>) =>
  (await editor.rest('POST', '/flows', { document: document(config) })).body;
const nextRunAt = async (id: string) => (await editor.trpc('flow.triggerState', { id })).body.nextRunAt;
const newYear = expect.stringMatching(/^\d{4}-12-31T23:00:00\.000Z$/);

describe('a flow with a schedule', () => {
  it('says when it starts next while it is live, and only then', async () => {
    const { id } = await create();
    expect(await nextRunAt(id)).toBeNull();
    await editor.rest('POST', `/flows/${id}/publish`);
    expect(await nextRunAt(id)).toEqual(newYear);
    const listed = await editor.rest('GET', '/flows?q=yearly');
    expect(listed.body.data[0]).toMatchObject({ triggerType: 'trigger-schedule', nextRunAt: newYear });
    await editor.rest('POST', `/flows/${id}/pause`);
    expect(await nextRunAt(id)).toBeNull();
    await editor.rest('POST', `/flows/${id}/resume`);
    expect(await nextRunAt(id)).toEqual(newYear);
  });

  it('follows the version that is published, not the draft', async () => {
    const { id } = await create();
    await editor.rest('POST', `/flows/${id}/publish`);
    const july = document({ ...yearly, cron: '0 0 1 7 *' });
    await editor.rest('PUT', `/flows/${id}`, { revision: 1, document: july });
    expect(await nextRunAt(id)).toEqual(newYear);
    await editor.rest('POST', `/flows/${id}/publish`);
    expect(await nextRunAt(id)).toMatch(/-06-30T22:00:00\.000Z$/);
  });

  it('has no timer any more once it is deleted', async () => {
    const { id } = await create();
    await editor.rest('POST', `/flows/${id}/publish`);
    const timers = () => server.database.hot.query('', 'select owner_id from engine.timer where kind = 11');
    const before = (await timers()).length;
    await editor.rest('DELETE', `/flows/${id}`);
    expect(await timers()).toHaveLength(before - 1);
  });

  it('cannot be published with a time that nobody can read', async () => {
    const { id } = await create({ cron: '*/5 * * * * *', timezone: 'Mars/Olympus' });
    const { status, body } = await editor.rest('POST', `/flows/${id}/publish`);
    expect(status).toBe(422);
    const sentences = body.error.details.issues.map(({ message }: { message: string }) => message);
    expect(sentences).toEqual([
      expect.stringContaining('no seconds'),
      expect.stringContaining('no time zone'),
    ]);
  });

  it('is tested with the present time as the planned one', async () => {
    const { id } = await create();
    const { body } = await editor.rest('POST', `/flows/${id}/test`, {});
    const run = await editor.rest('GET', `/runs/${body.runId}`);
    expect(run.body).toMatchObject({
      trigger: 'schedule',
      mode: 'test',
      input: { kind: 'schedule', body: {} },
    });
    expect(run.body.input.schedule).toEqual({ ...yearly, scheduledFor: run.body.input.receivedAt });
  });
});
