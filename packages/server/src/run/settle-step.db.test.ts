import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { toId } from '@sista/shared/ids';
import type { RunDetail } from '@sista/shared/run/run.schema';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
let address: string;
// Takes every request and hangs up without a word: whoever asked cannot know what came of it.
const receiver = createServer((socket) => socket.once('data', () => socket.destroy()));
beforeAll(async () => {
  server = await openTestServer({ works: true });
  editor = await server.as('editor');
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/orders`;
});
afterAll(async () => {
  receiver.close();
  await server[Symbol.asyncDispose]();
});

const place = { x: 0, y: 0 };
const flow = () => ({
  schema: 'sista.flow/1',
  name: 'Book it',
  nodes: [
    { id: 'hand', type: 'trigger-manual', name: 'By hand', position: place, config: {} },
    {
      id: 'book',
      type: 'http-request',
      name: 'Book it',
      position: { x: 280, y: 0 },
      config: { method: 'POST', url: address, body: 'json', json: { seats: 2 } },
    },
  ],
  edges: [{ id: 'e1', source: 'hand', target: 'book' }],
});

const readRun = async (id: string): Promise<RunDetail> => (await editor.rest('GET', `/runs/${id}`)).body;
const stepOf = ({ stepList }: RunDetail) => stepList.find(({ nodeId }) => nodeId === 'book');
const settle = (id: string, body: object, caller = editor) =>
  caller.rest('POST', `/runs/${id}/steps/1/settle`, body);

async function inDoubt(): Promise<string> {
  const { id } = (await editor.rest('POST', '/flows', { document: flow() })).body;
  await editor.rest('POST', `/flows/${id}/publish`);
  const { runId } = (await editor.rest('POST', `/flows/${id}/runs`, { input: {} })).body;
  await vi.waitFor(async () => expect(stepOf(await readRun(runId))?.waitingFor).toBe('in_doubt'), 10_000);
  return runId;
}

it('lets a person say that the effect happened, and the run goes on with what they say it gave', async () => {
  const id = await inDoubt();
  const answer = await settle(id, { decision: 'done', output: { booking: 7 } });
  expect(answer).toMatchObject({ status: 200, body: { id } });
  await vi.waitFor(async () => expect((await readRun(id)).status).toBe('succeeded'), 10_000);
  expect((await readRun(id)).output).toEqual({ booking: 7 });
  const [entry] = await server.prisma.auditEntry.findMany({ where: { action: 'run.settle', subject: id } });
  expect(entry).toMatchObject({ actor: 'The editor', details: { step: 1, decision: 'done' } });
});

it('takes the first word only, and refuses where nothing is in doubt', async () => {
  const id = await inDoubt();
  await settle(id, { decision: 'stop' });
  await vi.waitFor(async () => expect((await readRun(id)).status).toBe('failed'), 10_000);
  const again = await settle(id, { decision: 'done' });
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
});

it('is not for viewers, other workspaces, and decisions that do not exist', async () => {
  const id = await inDoubt();
  expect(await settle(id, { decision: 'skip' }, await server.as('viewer'))).toMatchObject({ status: 403 });
  expect(await settle(id, { decision: 'skip' }, await server.stranger())).toMatchObject({ status: 404 });
  expect(await settle(id, { decision: 'perhaps' })).toMatchObject({ status: 422 });
  const missing = toId('run', '01900000-0000-7000-8000-000000000000');
  expect(await settle(missing, { decision: 'skip' })).toMatchObject({ status: 404 });
  expect(stepOf(await readRun(id))?.waitingFor).toBe('in_doubt');
});
