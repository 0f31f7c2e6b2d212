import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, openTestServer, type TestServer } from '../testing/test-server.ts';
import { openReceiver, type Received } from './receiver.testing.ts';

/** The whole way: over REST, through the working runtime, to a receiver on this machine. */
let server: TestServer;
let editor: Caller;
beforeAll(async () => {
  server = await openTestServer({ works: true });
  editor = await server.as('editor');
});
afterAll(() => server[Symbol.asyncDispose]());

const stripe = new Stripe('sk_test_unused');

function verify({ headers, body }: Received, secret: string): void {
  const all = headers as Record<string, string>;
  stripe.webhooks.constructEvent(body, all['x-sista-signature'] ?? '', secret);
  new StandardWebhook(secret).verify(body, all);
  new SvixWebhook(secret).verify(body, all);
}

const hire = (name: string) => editor.rest('POST', '/employees', { role: 'order-desk', name });
const tells = (name: string) => (one: Received) => one.body.includes(`"name":"${name}"`);

async function until(path: string, fits: (body: Record<string, unknown>) => boolean) {
  for (;;) {
    const { body } = await editor.rest('GET', path);
    if (fits(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an event', () => {
  it('reaches the endpoints that take it, signed so that three libraries accept it, also during a rotation', async () => {
    const receiver = await openReceiver();
    const wanted = {
      url: receiver.url,
      eventTypes: ['employee.hired'],
      filter: 'data.employee.name != "Nobody"',
    };
    const { id, secret } = (await editor.rest('POST', '/endpoints', wanted)).body;
    await hire('Nobody');
    await hire('Zoë');
    const first = await receiver.find(tells('Zoë'));
    verify(first, secret);
    expect(JSON.parse(first.body)).toMatchObject({ type: 'employee.hired', endpointId: id });
    const rotated = await editor.rest('POST', `/endpoints/${id}/rotate-secret`, { overlapHours: 1 });
    // A line that works keeps the endpoint's settings for 2 seconds.
    let name = 'Ida 0';
    for (let nth = 0; ; nth += 1) {
      name = `Ida ${nth}`;
      await hire(name);
      const { headers } = await receiver.find(tells(name));
      if (String(headers['webhook-signature']).includes(' ')) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const second = await receiver.find(tells(name));
    verify(second, secret);
    verify(second, rotated.body.secret);
    expect(receiver.received.some(tells('Nobody'))).toBe(false);
    receiver.close();
  });

  it('that a paused endpoint missed is parked, offered when it is enabled, and recovered by a job', async () => {
    const receiver = await openReceiver();
    const wanted = { url: receiver.url, eventTypes: ['employee.hired'] };
    const { id } = (await editor.rest('POST', '/endpoints', wanted)).body;
    await editor.rest('POST', `/endpoints/${id}/pause`);
    await hire('Missed One');
    await hire('Missed Two');
    const parked = await editor.rest('GET', `/deliveries?endpointId=${id}&status=parked`);
    expect(parked.body.data).toHaveLength(2);
    const enabled = await editor.rest('POST', `/endpoints/${id}/enable`);
    expect(enabled.body).toMatchObject({ enabled: true, missed: { parked: 2, dead: 0 } });
    expect(receiver.received).toEqual([]);
    const { since } = enabled.body.missed;
    const dry = await editor.rest('POST', `/endpoints/${id}/recover`, { since, dryRun: true });
    expect(dry.body).toMatchObject({ job: null, total: 2, byReason: { parked: 2 } });
    const { body } = await editor.rest('POST', `/endpoints/${id}/recover`, { since, ratePerSecond: 100 });
    expect(body.job).toMatchObject({ kind: 'recover-endpoint', endpointId: id, total: 2 });
    const one = await receiver.find(tells('Missed One'));
    const two = await receiver.find(tells('Missed Two'));
    expect([one, two].map(({ headers }) => headers['x-sista-replay'])).toEqual(['true', 'true']);
    const ended = await until(`/jobs/${body.job.id}`, ({ status }) => status === 'succeeded');
    expect(ended).toMatchObject({ done: 2, problem: null });
    const health = await until(`/endpoints/${id}/health?window=1h`, ({ attempts }) => attempts === 2);
    expect(health).toMatchObject({ successShare: 1, answers: { delivered: 2 } });
    receiver.close();
  });
});
