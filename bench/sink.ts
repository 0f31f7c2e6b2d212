/** A receiver in a process of its own: answers 200 and counts. Asked for `count`, it tells. */
import { createServer } from 'node:http';

export type SinkCount = {
  requests: number;
  /** Requests with an order that came before. */
  repeated: number;
  /** Ms since the epoch of the newest one; 0 before the first. */
  lastAt: number;
};

const orders = new Set<string>();
const count: SinkCount = { requests: 0, repeated: 0, lastAt: 0 };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    // The load numbers its orders, so that whoever sends them on is counted alike.
    const order = /"order":\s*"([^"]+)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? '';
    count.requests += 1;
    count.lastAt = Date.now();
    if (orders.has(order)) count.repeated += 1;
    orders.add(order);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.send?.({ url: `http://127.0.0.1:${port}/hook` });
});
process.on('message', () => process.send?.(count));
