import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StepFailed } from '@sista/shared/node/step-result';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/logger.ts';
import { closedPolicy, parseTargetPolicy, type TargetPolicy } from './address-guard.ts';
import { createOutbound } from './guarded-fetch.ts';
import type { OutboundRequest } from './outbound.ts';
import { stepFetch } from './step-fetch.ts';

const open = parseTargetPolicy('true');
const closing: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  closing.push(() => server.closeAllConnections());
  return portOf(server);
}

async function listenRaw(answer: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    answer(socket);
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function outboundOf(
  policy: TargetPolicy = open,
  own?: { publicUrl: string; port: number },
  resolve?: () => Promise<string[]>,
) {
  const publicUrl = own?.publicUrl ?? 'http://127.0.0.1:4400';
  const outbound = createOutbound({
    publicUrl,
    policy,
    listenPort: () => own?.port,
    log: createLogger('silent'),
    ...(resolve === undefined ? {} : { resolve }),
  });
  closing.push(() => outbound.close());
  return outbound;
}

const post = (url: string, rest: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'Content-Type': 'text/plain' },
  body: 'hello',
  timeoutMs: 5_000,
  maxBytes: 1_000,
  ...rest,
});

describe('createOutbound', () => {
  it('gives status, headers, body, address and timings, and says which socket was reused', async () => {
    const port = await listen((request, response) => {
      request
        .resume()
        .on('end', () => response.setHeader('X-Seen', String(request.headers.host)).end('done'));
    });
    const outbound = outboundOf();
    const first = await outbound.request(post(`http://127.0.0.1:${port}/hook?a=1`));
    expect(first).toMatchObject({
      ok: true,
      status: 200,
      truncated: null,
      remoteAddress: '127.0.0.1',
      remotePort: port,
    });
    expect(first).toMatchObject({
      reusedSocket: false,
      timings: { dnsMs: expect.any(Number), connectMs: expect.any(Number) },
    });
    expect(first.ok && first.body.toString()).toBe('done');
    expect(first.ok && first.headers).toContainEqual(['X-Seen', `127.0.0.1:${port}`]);
    await nextTurn(); // undici gives a socket back one turn after its answer
    const second = await outbound.request(post(`http://127.0.0.1:${port}/hook`));
    expect(second).toMatchObject({ reusedSocket: true, timings: { connectMs: null } });
  });

  it('refuses a private address and a name that turns private, before any byte leaves', async () => {
    let seen = 0;
    const port = await listen(() => {
      seen += 1;
    });
    const outbound = outboundOf(closedPolicy, undefined, async () => ['127.0.0.1', '::1', '169.254.169.254']);
    expect(await outbound.request(post(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: false,
      class: 'blocked',
    });
    expect(await outbound.request(post(`https://rebound.example:${port}/`))).toMatchObject({
      ok: false,
      class: 'blocked',
    });
    expect(seen).toBe(0);
  });

  it('reaches an ingress of ours at our own listener, and nothing else of ours', async () => {
    const port = await listen((request, response) => response.end(`${request.headers.host} ${request.url}`));
    const outbound = outboundOf(closedPolicy, { publicUrl: 'https://flows.example', port });
    const answer = await outbound.request(post('https://flows.example/catch/abc'));
    expect(answer.ok && answer.body.toString()).toBe('flows.example /catch/abc');
    const judged = outbound.judge('https://flows.example/api/v1/keys');
    expect(judged).toMatchObject({ ok: true, own: false });
  });

  it('does not follow a redirect', async () => {
    const port = await listen((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    expect(await outboundOf().request(post(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: true,
      status: 302,
    });
  });

  it('stops reading at the limit of bytes', async () => {
    const port = await listen((_request, response) => {
      const more = () => response.write('x'.repeat(10_000), () => response.destroyed || setImmediate(more));
      more();
    });
    const answer = await outboundOf().request(post(`http://127.0.0.1:${port}/`, { maxBytes: 50_000 }));
    expect(answer).toMatchObject({ ok: true, status: 200, truncated: 'size' });
    expect(answer.ok && answer.body.length).toBe(50_000);
  });

  it('judges at the status line when the body drips', async () => {
    const port = await listen((_request, response) => response.write('begin'));
    const answer = await outboundOf().request(post(`http://127.0.0.1:${port}/`, { bodyMs: 20 }));
    expect(answer).toMatchObject({ ok: true, status: 200, truncated: 'time' });
  });

  it.each([
    ['hangs', 'timeout', () => undefined],
    ['resets', 'reset', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks garbage', 'protocol', (socket: Socket) => socket.write('lorem ipsum\r\n\r\n')],
    [
      'sends too many headers',
      'protocol',
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(40_000)}`),
    ],
  ] as const)('names what happened when the other side %s', async (_what, expected, answer) => {
    const port = await listenRaw((socket) => socket.once('data', () => answer(socket)));
    const result = await outboundOf().request(post(`http://127.0.0.1:${port}/`, { timeoutMs: 300 }));
    expect(result).toMatchObject({ ok: false, class: expected });
  });

  it('names a refused connection, a name without address and a missing TLS', async () => {
    const port = await listenRaw((socket) => socket.end('not TLS\n'));
    const outbound = outboundOf(open, undefined, () =>
      Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    );
    expect(await outbound.request(post('http://127.0.0.1:65530/'))).toMatchObject({
      ok: false,
      class: 'connect',
    });
    expect(await outbound.request(post('https://nowhere.example/'))).toMatchObject({
      ok: false,
      class: 'dns',
    });
    expect(await outbound.request(post(`https://127.0.0.1:${port}/`))).toMatchObject({
      ok: false,
      class: 'tls',
    });
  });

  it('sends a keyed request again when the reused socket was closed under it', async () => {
    let requests = 0;
    const port = await listenRaw((socket) => {
      let served = 0;
      socket.on('data', () => {
        requests += 1;
        served += 1;
        if (served === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        else socket.destroy();
      });
    });
    const outbound = outboundOf();
    await outbound.request(post(`http://127.0.0.1:${port}/`));
    await nextTurn();
    const answer = await outbound.request(post(`http://127.0.0.1:${port}/`, { reconnect: true }));
    expect(answer).toMatchObject({ ok: true, status: 200, reconnected: true });
    expect(requests).toBe(3);
  });

  it('gives up when it is told to', async () => {
    const abort = new AbortController();
    const port = await listen(() => abort.abort());
    const answer = await outboundOf().request(post(`http://127.0.0.1:${port}/`, { signal: abort.signal }));
    expect(answer).toMatchObject({ ok: false, class: 'aborted' });
  });
});

describe('stepFetch', () => {
  it('gives an answer with any status', async () => {
    const port = await listen((_request, response) =>
      response.writeHead(503, { 'Retry-After': '9' }).end('busy'),
    );
    const fetch = stepFetch(outboundOf(), new AbortController().signal);
    const answer = await fetch({ url: `http://127.0.0.1:${port}/`, method: 'GET' });
    expect(answer).toMatchObject({
      status: 503,
      text: 'busy',
      truncated: false,
      headers: { 'retry-after': '9' },
    });
  });

  it('fails the step with a code and a sentence when there is none', async () => {
    const fetch = stepFetch(outboundOf(closedPolicy), new AbortController().signal);
    const failure = await fetch({ url: 'https://10.0.0.1/', method: 'GET' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StepFailed);
    expect((failure as StepFailed).failure).toMatchObject({ code: 'private_target', retry: false });
  });
});
