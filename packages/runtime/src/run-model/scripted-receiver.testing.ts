import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour, Place } from './model-run.testing.ts';

export type Asked = {
  nodeId: string;
  path: string;
  method: string;
  /** `Idempotency-Key`. */
  key: string | undefined;
  status: number;
};

/** Answers `/<key>/<node>/<item>` as the case with that key says, and keeps what it was asked. */
export async function openScriptedReceiver() {
  const cases = new Map<string, { answerOf: (place: Place) => Behaviour; asked: Asked[] }>();
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [, key = '', nodeId = '', path = ''] = (request.url ?? '').split('/');
      const found = cases.get(key);
      if (!found) return void response.writeHead(410).end();
      const { refusals, status, n } = found.answerOf({ nodeId, path });
      const before = found.asked.filter((one) => one.nodeId === nodeId && one.path === path).length;
      const said = before < refusals ? 503 : status;
      const name = request.headers['idempotency-key'];
      found.asked.push({
        nodeId,
        path,
        method: request.method ?? '',
        key: typeof name === 'string' ? name : undefined,
        status: said,
      });
      // The same bytes to the same question, so that runs can be compared byte by byte.
      response.sendDate = false;
      response.writeHead(said, { 'content-type': 'application/json' }).end(JSON.stringify({ n }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What is asked under the key from now on is answered by the script and comes into the list. */
    expect(key: string, answerOf: (place: Place) => Behaviour): Asked[] {
      const asked: Asked[] = [];
      cases.set(key, { answerOf, asked });
      return asked;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
