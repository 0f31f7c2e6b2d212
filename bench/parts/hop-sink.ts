/**
 * A receiver in a process of its own that keeps when each request came and when it was answered, by order and in
 * their sequence. `?fail=first` answers 503 to the first request of an order, `?hold=first` never answers the very
 * first one of all. Asked for `hops` it tells and forgets.
 */
import { createServer } from 'node:http';

/** Ms since the epoch, with fractions. */
export type Hop = { arrivedAt: number; answeredAt: number | null };
export type Hops = Record<string, Hop[]>;

const now = () => performance.timeOrigin + performance.now();
let hops: Hops = {};
let heldOne = false;

const server = createServer((request, response) => {
  const hop: Hop = { arrivedAt: now(), answeredAt: null };
  request.resume();
  request.once('end', () => {
    const query = new URL(request.url ?? '/', 'http://sink').searchParams;
    const order = query.get('order') ?? '';
    const earlier = hops[order] ?? [];
    hops[order] = [...earlier, hop];
    if (query.get('hold') === 'first' && !heldOne) {
      heldOne = true;
      return;
    }
    const status = query.get('fail') === 'first' && earlier.length === 0 ? 503 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
    hop.answeredAt = now();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.send?.({ url: `http://127.0.0.1:${port}/hop` });
});
process.on('message', (question) => {
  process.send?.(hops);
  if (question === 'hops') hops = {};
});
