import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomFrom } from './random.ts';

/** One request that came to the receiver. Times are ms since the epoch. */
export type Sight = {
  at: number;
  kind: EffectKind;
  /** The run's id, the node's and the loop item's: which effect it is by our own reckoning. */
  run: string;
  node: string;
  item: string;
  /** `webhook-id` or `Idempotency-Key`. */
  key: string;
  /** The effect was done now: the first time under this key, or under none. */
  done: boolean;
  /** The status of the answer that left whole, and when; null while it hangs or was cut off. */
  answered: number | null;
  /** We closed the connection instead of answering: a sender on a used connection may send once more at once. */
  cut: boolean;
  answeredAt: number | null;
};
/** How the flow sends it: a webhook, a request with a key, one that must not be repeated, one that only reads. */
export type EffectKind = 'hook' | 'keyed' | 'once' | 'read';

export type ChaosReceiver = {
  /** Origins by mood. */
  origins: Readonly<Record<Mood, string>>;
  /** By the id of the run as it stands in the address. */
  sights: ReadonlyMap<string, readonly Sight[]>;
  close(): void;
};
export type Mood = 'steady' | 'moody';
type Behaviour = 'ok' | 'slow' | 'error' | 'hang' | 'reset' | 'done-and-reset';

const moods: Readonly<Record<Mood, Readonly<Record<Behaviour, number>>>> = {
  steady: { ok: 85, slow: 12, error: 1, hang: 0, reset: 1, 'done-and-reset': 1 },
  moody: { ok: 55, slow: 15, error: 14, hang: 4, reset: 6, 'done-and-reset': 6 },
};
const patience = 3;

/** A customer's system on loopback: it honours keys, keeps books of what it did, and answers as its mood is. */
export async function openReceiver(seed: string, onSight: () => void): Promise<ChaosReceiver> {
  const sights = new Map<string, Sight[]>();
  const doneKeys = new Set<string>();
  const timesSeen = new Map<string, number>();

  async function take(mood: Mood, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const sight = sightOf(message);
    const name = sight.key || `${sight.run} ${sight.node} ${sight.item}`;
    const times = (timesSeen.get(name) ?? 0) + 1;
    timesSeen.set(name, times);
    const ofRun = sights.get(sight.run) ?? [];
    sights.set(sight.run, ofRun);
    ofRun.push(sight);
    onSight();
    // The same effect meets the same mood in every repetition of a seed; nobody is bad-tempered for ever.
    const behaviour = times > patience ? 'ok' : randomFrom(`${seed} ${name} ${times}`).weighted(moods[mood]);
    if (behaviour === 'hang') return;
    if (behaviour === 'reset') return cut(sight, message);
    if (behaviour === 'error') return answer(sight, response, 500);
    sight.done = sight.key === '' || sight.kind === 'once' || !doneKeys.has(sight.key);
    doneKeys.add(sight.key);
    const callback = callbackOf(Buffer.concat(chunks));
    if (callback !== undefined && sight.done) void callBack(callback, name);
    if (behaviour === 'done-and-reset') return cut(sight, message);
    if (behaviour === 'slow') await pause(randomFrom(`${seed} ${name} slow`).int(100, 1_200));
    answer(sight, response, 200);
  }

  function open(mood: Mood) {
    const server = createServer((message, response) => {
      take(mood, message, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1');
    return server;
  }

  const servers = { steady: open('steady'), moody: open('moody') };
  await Promise.all(Object.values(servers).map((server) => once(server, 'listening')));
  const originOf = (mood: Mood) => {
    const address = servers[mood].address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  };
  return {
    origins: { steady: originOf('steady'), moody: originOf('moody') },
    sights,
    close() {
      for (const server of Object.values(servers)) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** The flows write what they are into the address: `/hook/<node>?run=run_…&item=2`. */
function sightOf(message: IncomingMessage): Sight {
  const url = new URL(message.url ?? '/', 'http://receiver');
  const [, kind = '', node = ''] = url.pathname.split('/');
  const key = message.headers['webhook-id'] ?? message.headers['idempotency-key'] ?? '';
  return {
    at: Date.now(),
    kind: kind as EffectKind,
    run: url.searchParams.get('run') ?? '',
    node,
    item: url.searchParams.get('item') ?? '',
    key: String(key),
    done: false,
    answered: null,
    cut: false,
    answeredAt: null,
  };
}

function answer(sight: Sight, response: ServerResponse, status: number): void {
  response.on('finish', () => {
    sight.answered = status;
    sight.answeredAt = Date.now();
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
}

function cut(sight: Sight, message: IncomingMessage): void {
  sight.cut = true;
  message.socket.destroy();
}

function callbackOf(body: Buffer): string | undefined {
  if (!body.includes('"callback"')) return undefined;
  const { callback } = JSON.parse(body.toString('utf8')) as { callback?: unknown };
  return typeof callback === 'string' ? callback : undefined;
}

/** Answers a waiting step at its own address, until that is taken; a customer tries again as well. */
async function callBack(url: string, name: string): Promise<void> {
  const random = randomFrom(`callback ${name}`);
  await pause(random.int(0, 1_500));
  for (let tries = 0; tries < 200; tries += 1) {
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ approved: true }),
      signal: AbortSignal.timeout(5_000),
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (status > 0 && status < 500 && status !== 429) return;
    await pause(250);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
