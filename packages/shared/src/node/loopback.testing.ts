import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedRequest = {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
};

export type LoopbackAnswer = { status?: number; headers?: Record<string, string>; body?: string };

/** A server on this machine that keeps what it receives and answers as told. `await using` closes it. */
export type Loopback = AsyncDisposable & { origin: string; received: ReceivedRequest[] };

export async function openLoopback(
  answer: (request: ReceivedRequest, count: number) => LoopbackAnswer = () => ({}),
): Promise<Loopback> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    received.push(request);
    const { status = 200, headers: answered = {}, body = '' } = answer(request, received.length);
    outgoing.writeHead(status, { connection: 'close', ...answered }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
