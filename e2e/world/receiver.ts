import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';

/** What a customer's libraries say about one request: each with the secret alone, unmodified. */
export type Verdicts = { stripe: boolean; standardwebhooks: boolean; svix: boolean };

export const allAccept: Verdicts = { stripe: true, standardwebhooks: true, svix: true };
export const allRefuse: Verdicts = { stripe: false, standardwebhooks: false, svix: false };

export type Received = { headers: Record<string, string>; body: string; verdicts: Verdicts };

/** `hang`: takes the request and never answers. */
export type Answer = number | 'hang';

export type Receiver = {
  url: string;
  port: number;
  received: readonly Received[];
  /** The next answers, in order; after them 200. */
  answerNext(...answers: Answer[]): void;
  /** Resolves with the request number `n`, from 1, as soon as it has come. */
  request(n: number): Promise<Received>;
  close(): Promise<void>;
};

/** A customer's endpoint on loopback. It records what comes and what three libraries say about it. */
export async function openReceiver(secret: string, port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  const waiting: { n: number; resolve: (request: Received) => void }[] = [];

  async function take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = message.headers as Record<string, string>;
    const request = { headers, body, verdicts: verify(secret, headers, body) };
    received.push(request);
    const answer = answers.shift() ?? 200;
    if (answer !== 'hang') response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
    for (const each of waiting.filter(({ n }) => n === received.length)) each.resolve(request);
  }

  const server = createServer((message, response) => {
    take(message, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${taken}/hook`,
    port: taken,
    received,
    answerNext: (...next) => answers.push(...next),
    request(n) {
      const there = received[n - 1];
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.push({ n, resolve }));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const stripe = new Stripe('sk_test_unused');

/** What the three libraries say. Each throws when it refuses. */
export function verify(secret: string, headers: Readonly<Record<string, string>>, body: string): Verdicts {
  const accepts = (check: () => unknown) => {
    try {
      check();
      return true;
    } catch {
      return false;
    }
  };
  const standard = {
    'webhook-id': headers['webhook-id'] ?? '',
    'webhook-timestamp': headers['webhook-timestamp'] ?? '',
    'webhook-signature': headers['webhook-signature'] ?? '',
  };
  return {
    stripe: accepts(() => stripe.webhooks.constructEvent(body, headers['x-sista-signature'] ?? '', secret)),
    standardwebhooks: accepts(() => new StandardWebhook(secret).verify(body, standard)),
    svix: accepts(() => new SvixWebhook(secret).verify(body, standard)),
  };
}
