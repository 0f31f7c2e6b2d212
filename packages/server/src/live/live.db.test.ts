import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let viewer: Caller;
let port: number;
beforeAll(async () => {
  server = await openTestServer();
  viewer = await server.as('viewer');
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server[Symbol.asyncDispose]());

/** Opens a stream; `next` gives the events as they come, `ended` resolves when the server closes it. */
function open(topics: string) {
  const events: AsyncIterator<string>[] = [];
  return new Promise<{ next: () => Promise<string>; ended: Promise<void>; close: () => void }>(
    (resolve, reject) => {
      const call = httpRequest(
        { port, path: `/live?topics=${topics}`, headers: viewer.headers },
        (answer) => {
          answer.setEncoding('utf8');
          const chunks: string[] = [];
          const waiting: ((chunk: string) => void)[] = [];
          answer.on('data', (chunk: string) => (waiting.shift() ?? ((text) => chunks.push(text)))(chunk));
          const ended = new Promise<void>((done) => answer.on('end', done));
          const next = () =>
            new Promise<string>((done) => {
              const chunk = chunks.shift();
              if (chunk === undefined) waiting.push(done);
              else done(chunk);
            });
          resolve({ next, ended, close: () => call.destroy() });
        },
      );
      call.on('error', events.length > 0 ? () => {} : reject);
      call.end();
    },
  );
}

const newFlow = async () => (await (await server.as('editor')).rest('POST', '/flows', {})).body.id as string;

describe('the live stream', () => {
  it('gives what is published about its topics, numbered, and nothing of others', async () => {
    const [mine, other] = [await newFlow(), await newFlow()];
    const stream = await open(`flow:${mine}`);
    expect(await stream.next()).toBe(': open\n\n');
    const message = (flowId: string) =>
      ({
        type: 'capture',
        captureId: 'cap_1',
        flowId,
        outcome: 'parked',
        reason: null,
        receivedAt: 'now',
      }) as const;
    server.runtime.live.publish([`flow:${other}`], message(other));
    server.runtime.live.publish([`flow:${mine}`], message(mine));
    expect(await stream.next()).toBe(`id: 1\ndata: ${JSON.stringify(message(mine))}\n\n`);
    stream.close();
  });

  it('refuses strangers, unknown topics and what is not in the workspace', async () => {
    const flow = await newFlow();
    const ask = (topics: string, headers: Record<string, string>) =>
      server.app.inject({ method: 'GET', url: `/live?topics=${topics}`, headers });
    expect((await ask(`flow:${flow}`, {})).statusCode).toBe(401);
    expect((await ask('', viewer.headers)).statusCode).toBe(400);
    expect((await ask('weather:today', viewer.headers)).statusCode).toBe(400);
    const stranger = await server.stranger();
    const answer = await ask(`flow:${flow}`, stranger.headers);
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'not_found']);
  });

  it('ends when the server stops', async () => {
    const stream = await open('workspace');
    expect(await stream.next()).toBe(': open\n\n');
    await server.app.close();
    await stream.ended;
  });
});
