/** A receiver in a process of its own: answers 200 and counts. Asked for `count`, it tells. */
import { createServer } from 'node:http';

export type SinkCount = {
  requests: number;
  /** Requests with an id that came before. */
  repeated: number;
  /** Ms since the epoch of the newest one; 0 before the first. */
  lastAt: number;
};

const ids = new Set<string>();
const count: SinkCount = { requests: 0, repeated: 0, lastAt: 0 };

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const id = String(request.headers['webhook-id']);
    count.requests += 1;
    count.lastAt = Date.now();
    if (ids.has(id)) count.repeated += 1;
    ids.add(id);
    response.writeHead(200).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.send?.({ url: `http://127.0.0.1:${port}/hook` });
});
process.on('message', () => process.send?.(count));
