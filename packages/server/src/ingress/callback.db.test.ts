import { createHmac } from 'node:crypto';
import { callbackUrl } from '@sista/runtime/testing';
import { fromId, newUuid } from '@sista/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Caller,
  openTestServer,
  type TestServer,
  testPublicUrl,
} from '../testing/test-server.ts';
import { openIngressWorld } from './ingress-world.testing.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS';

async function send(
  method: Method,
  url: string,
  payload?: string,
  headers: Record<string, string> = json,
): Promise<Answer> {
  const {
    statusCode,
    body,
    headers: got,
  } = await server.app.inject({
    method,
    url,
    headers,
    remoteAddress: '198.51.100.1',
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: statusCode, body: body === '' ? null : JSON.parse(body), headers: got };
}

/** A published flow, a run of it that has not come to its waiting step, and the address of that step. */
async function startRun(config: Record<string, unknown> = {}) {
  const nodes = [
    { id: 'hook', type: 'trigger-webhook', name: 'Hook', position: { x: 0, y: 0 }, config: {} },
    { id: 'wait', type: 'wait-for-callback', name: 'Ask the shop', position: { x: 280, y: 0 }, config },
  ];
  const edges = [{ id: 'e1', source: 'hook', target: 'wait' }];
  const document = { schema: 'sista.flow/1', name: 'Orders', nodes, edges };
  const flow = (await editor.rest('POST', '/flows', { document })).body;
  expect((await editor.rest('POST', `/flows/${flow.id}/publish`)).status).toBe(200);
  const { runId } = (await send('POST', new URL(flow.ingressUrl).pathname, '{}')).body;
  const place = { runId: fromId('run', runId) ?? '', nodeId: 'wait', path: '' };
  const url = new URL(callbackUrl(testPublicUrl, server.sealKeys, place)).pathname;
  const received = async () =>
    (await editor.rest('GET', `/captures?flowId=${flow.id}`)).body.data.filter(
      ({ source }: { source: string }) => source === 'callback',
    );
  return { flowId: flow.id, runId, url, received };
}

const makeCredential = async (type: string, value: Record<string, string>) =>
  (await editor.rest('POST', '/credentials', { name: `${type} ${newUuid()}`, type, value })).body.id;

describe('a request to a waiting step', () => {
  it('is the answer, and its repetition a duplicate of it', async () => {
    const { runId, url, received } = await startRun();
    const first = await send('POST', `${url}?from=shop`, '{"status":"shipped"}');
    expect(first).toMatchObject({ status: 202, body: { runId, status: 'accepted' } });
    const second = await send('PUT', url, '{"status":"lost"}');
    expect(second).toMatchObject({
      status: 200,
      body: { runId, captureId: first.body.captureId, status: 'duplicate', duplicate: true },
    });
    expect(await received()).toMatchObject([
      { outcome: 'duplicate', method: 'PUT', runId, duplicateOf: first.body.captureId },
      { outcome: 'accepted', method: 'POST', runId, title: 'Answer to Ask the shop' },
    ]);
    const one = await editor.rest('GET', `/captures/${first.body.captureId}`);
    expect(one.body).toMatchObject({ query: 'from=shop', body: { text: '{"status":"shipped"}' } });
    const replay = await editor.rest('POST', `/captures/${first.body.captureId}/replay`, { version: 'live' });
    expect(replay).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });

  it('by GET answers nothing, so that a preview of the link does not', async () => {
    const { url, received } = await startRun();
    const shown = await send('GET', url);
    expect(shown).toMatchObject({
      status: 405,
      headers: { allow: 'POST, PUT, OPTIONS' },
      body: {
        error: {
          code: 'method_not_allowed',
          message: expect.stringMatching(/Send the answer with POST or PUT/),
        },
      },
    });
    expect(await send('HEAD', url)).toMatchObject({ status: 405, body: null });
    expect(await send('DELETE', url)).toMatchObject({ status: 405 });
    expect(await send('OPTIONS', url)).toMatchObject({ status: 204, body: null });
    expect(await received()).toMatchObject([
      { outcome: 'refused', method: 'DELETE' },
      { outcome: 'refused', method: 'GET' },
    ]);
    expect(await send('POST', url, '{}')).toMatchObject({ status: 202 });
  });

  it('to a forged address is a request to nowhere, sixty times a minute', async () => {
    const { url, received } = await startRun();
    const forged = `${url.slice(0, -3)}${url.endsWith('AAA') ? 'BBB' : 'AAA'}`;
    const elsewhere = {
      url: forged,
      method: 'POST',
      headers: json,
      payload: '{}',
      remoteAddress: '198.51.100.2',
    } as const;
    for (let call = 0; call < 60; call += 1) {
      const { statusCode, body } = await server.app.inject(elsewhere);
      expect([statusCode, JSON.parse(body).error.code]).toEqual([404, 'unknown_ingress']);
    }
    expect((await server.app.inject(elsewhere)).statusCode).toBe(429);
    expect(await received()).toEqual([]);
  });

  it('must prove itself where the step says how; a refused one is kept and the step still waits', async () => {
    const credential = await makeCredential('signing-secret', { secret: 'a long shared secret of the shop' });
    const { runId, url, received } = await startRun({ credential });
    const sign = (secret: string) => ({
      ...json,
      'x-signature-256': `sha256=${createHmac('sha256', secret).update('{}').digest('hex')}`,
    });
    expect(await send('POST', url, '{}')).toMatchObject({
      status: 401,
      body: { error: { code: 'signature_missing' } },
    });
    expect(await send('POST', url, '{}', sign('another'))).toMatchObject({
      status: 401,
      body: { error: { code: 'signature_mismatch' } },
    });
    expect(await send('POST', url, '{}', sign('a long shared secret of the shop'))).toMatchObject({
      status: 202,
    });
    expect(await received()).toMatchObject([
      { outcome: 'accepted', auth: { mode: 'hmac', verified: true } },
      { outcome: 'refused', reason: 'signature_mismatch', runId },
      { outcome: 'refused', reason: 'signature_missing', runId },
    ]);
  });

  it('is refused while the secret that the step asks for is gone', async () => {
    const credential = await makeCredential('bearer', { token: 'a-long-token-of-the-shop' });
    const { url } = await startRun({ credential, auth: 'bearer' });
    await server.prisma.credential.delete({ where: { id: fromId('credential', credential) ?? '' } });
    const headers = { ...json, authorization: 'Bearer a-long-token-of-the-shop' };
    expect(await send('POST', url, '{}', headers)).toMatchObject({
      status: 401,
      body: { error: { code: 'credentials_no_secret' } },
    });
  });

  it('that cannot be read is told so, and the step still waits', async () => {
    const { url, received } = await startRun({ maxBytes: 2_000 });
    expect(await send('POST', url, '{"a":')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json' } },
    });
    expect(await send('POST', url, 'a'.repeat(2_001))).toMatchObject({
      status: 413,
      body: { error: { code: 'body_too_large' } },
    });
    expect(await received()).toMatchObject([
      { outcome: 'refused', reason: 'body_too_large' },
      { outcome: 'refused', reason: 'invalid_json' },
    ]);
    expect(await send('POST', url, 'all is well', { 'content-type': 'text/plain' })).toMatchObject({
      status: 202,
    });
  });

  it('is told that the run is over', async () => {
    const { runId, url, received } = await startRun();
    await editor.rest('POST', `/runs/${runId}/cancel`);
    expect(await send('POST', url, '{}')).toMatchObject({
      status: 410,
      body: { error: { code: 'run_ended', message: 'This run is over: it was cancelled.' } },
    });
    expect(await received()).toMatchObject([{ outcome: 'refused', reason: 'run_ended', runId }]);
  });

  it('comes at most sixty times a minute for one step', async () => {
    const [busy, calm] = [await startRun(), await startRun()];
    for (let call = 0; call < 60; call += 1)
      expect((await send('POST', busy.url, '{}')).status).toBeLessThan(300);
    const answer = await send('POST', busy.url, '{}');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'too_many_requests' } } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await send('POST', calm.url, '{}')).toMatchObject({ status: 202 });
  });
});

it('is asked to come again while the database is away, or while the end of the wait is not written', async () => {
  await using world = await openIngressWorld();
  const place = { runId: newUuid(), nodeId: 'wait', path: '' };
  const route = { place, workspaceId: newUuid(), flowId: newUuid(), nodeName: 'Wait', config: {} };
  const away = () => {
    throw new Error('Connection terminated');
  };
  const ways = [
    { findCallback: away },
    { findCallback: () => route, answer: away },
    { findCallback: () => route, answer: () => ({ kind: 'busy' }) as const },
  ];
  for (const doors of ways) {
    Object.assign(world.doors, doors);
    const answer = await world.post('/in/cb_any', '{}');
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'overloaded' } } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  Object.assign(world.doors, { answer: () => ({ kind: 'unknown' }) });
  expect(await world.post('/in/cb_any', '{}')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_ingress' } },
  });
});

it('asks for a signature that nobody can make where the config of the step does not fit', async () => {
  await using world = await openIngressWorld();
  const place = { runId: newUuid(), nodeId: 'wait', path: '' };
  const config = { credential: 7 };
  world.doors.findCallback = () => ({
    place,
    workspaceId: newUuid(),
    flowId: newUuid(),
    nodeName: 'Wait',
    config,
  });
  expect(await world.post('/in/cb_any', '{}')).toMatchObject({
    status: 401,
    body: { error: { code: 'signature_no_secret' } },
  });
});
