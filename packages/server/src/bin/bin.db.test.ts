import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer();
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

const makeBin = async (answer?: unknown) => (await editor.trpc('bin.create', { name: 'Mine', answer })).body;
const post = (url: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: new URL(url).pathname, payload, headers });

describe('the request inbox', () => {
  it('has an address in every workspace, and more when somebody makes them', async () => {
    const before = await editor.trpc('bin.list');
    expect(before.body.data).toHaveLength(1);
    await makeBin();
    expect((await editor.trpc('bin.list')).body.data).toMatchObject([
      { name: 'Request inbox' },
      { name: 'Mine' },
    ]);
  });

  it('keeps what it receives, byte for byte, and answers what it is set to', async () => {
    const bin = await makeBin({ status: 418, body: 'short and stout', contentType: 'text/plain' });
    const answer = await post(`${bin.url}/deep/path`, Buffer.from([0xff, 0x00]), {
      'content-type': 'image/x-tiny',
    });
    expect([answer.statusCode, answer.body]).toEqual([418, 'short and stout']);
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining('sandbox'),
      'x-content-type-options': 'nosniff',
    });
    const [kept] = (await editor.trpc('bin.requests', { binId: bin.id })).body.data;
    const request = await editor.trpc('bin.request', { binId: bin.id, requestId: kept.id });
    expect(request.body).toMatchObject({
      method: 'POST',
      path: '/deep/path',
      size: 2,
      answer: 418,
      body: null,
      bodyBase64: '/wA=',
    });
    await editor.trpc('bin.setAnswer', { id: bin.id, answer: { status: 503 } });
    expect((await post(bin.url, 'x')).statusCode).toBe(503);
  });

  it('takes 1 MiB and refuses more, also a GET of an address that nobody has', async () => {
    const bin = await makeBin();
    expect((await post(bin.url, 'x'.repeat(1_048_576))).statusCode).toBe(200);
    const large = await post(bin.url, 'x'.repeat(1_048_577));
    expect([large.statusCode, large.json().error.code]).toEqual([413, 'body_too_large']);
    expect((await server.app.inject({ method: 'GET', url: '/catch/nobody' })).statusCode).toBe(404);
  });

  it('of another workspace is not there', async () => {
    const bin = await makeBin();
    const stranger = await server.stranger();
    expect((await stranger.trpc('bin.get', { id: bin.id })).status).toBe(404);
    expect((await stranger.trpc('bin.requests', { binId: bin.id })).status).toBe(404);
    expect((await stranger.trpc('bin.setAnswer', { id: bin.id, answer: {} })).status).toBe(404);
  });
});
