import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { sendWebhook } from './send-webhook.definition.ts';
import { executeSendWebhook } from './send-webhook.executor.ts';

const url = 'https://example.com/hook';

describe('send-webhook', () => {
  it('hands over the body as compact JSON, signed by the workspace where no credential is chosen', async () => {
    const { result, sent } = await runExecutor(executeSendWebhook, {
      config: { url, body: { order: '{{ trigger.order.id }}', total: '{{ trigger.order.total }}' } },
      scope: { trigger: { order: { id: '1042', total: 184 } } },
    });
    expect(sent).toEqual([
      {
        url,
        body: '{"order":"1042","total":184}',
        eventType: 'custom.step',
        envelope: false,
        credential: null,
        signed: true,
        headers: {},
        timeoutSeconds: 15,
      },
    ]);
    expect(result).toMatchObject({ kind: 'done', output: { status: 'pending', redirected: false } });
  });

  it('names the event after the step, in the letters that a type may have', async () => {
    const { sent } = await runExecutor(executeSendWebhook, {
      config: { url, body: {} },
      run: { nodeId: 'tellShop' },
    });
    expect(sent).toMatchObject([{ eventType: 'custom.tellshop' }]);
  });

  it('passes on type, envelope, credential, headers and time limit as they are set', async () => {
    const credential = 'crd_01h455vb4pex5vsknk084sn02q';
    const { sent } = await runExecutor(executeSendWebhook, {
      config: {
        url,
        body: { a: 1 },
        credential,
        headers: { 'X-Shop': '{{ trigger.body.shop }}', 'X-None': '{{ trigger.body.none }}' },
        envelope: true,
        eventType: 'custom.order_reviewed',
        timeoutSeconds: 5,
      },
      scope: { trigger: { body: { shop: 7 } } },
    });
    expect(sent).toMatchObject([
      {
        credential,
        headers: { 'X-Shop': '7' },
        envelope: true,
        eventType: 'custom.order_reviewed',
        timeoutSeconds: 5,
      },
    ]);
    expect(sent[0]?.headers).not.toHaveProperty('X-None');
  });

  it('sends nothing where the whole body is an expression that finds nothing', async () => {
    const { result, sent } = await runExecutor(executeSendWebhook, {
      config: { url, body: '{{ trigger.body.none }}' },
    });
    expect(result).toMatchObject({ kind: 'failed', code: 'config_invalid', path: 'body' });
    expect(sent).toEqual([]);
  });

  it('says that a held-back send goes to the request inbox', async () => {
    const { result } = await runExecutor(executeSendWebhook, { config: { url, body: {} }, holdBack: true });
    expect(result).toMatchObject({ output: { redirected: true } });
  });

  it.each([
    '',
    'example.com/hook',
    'ftp://example.com',
    'https://user:secret@example.com/',
    '{{ trigger.body.none }}',
  ])('refuses the address %j and names the field', async (wrong) => {
    const { result, sent } = await runExecutor(executeSendWebhook, { config: { url: wrong, body: {} } });
    expect(result).toMatchObject({ kind: 'failed', retry: false, path: 'url' });
    expect(sent).toEqual([]);
  });

  it.each(['Host', 'Content-Type', 'webhook-id', 'X-Sista-Signature', 'Idempotency-Key', 'traceparent'])(
    'refuses to set the header %s, in the editor and in a run',
    async (name) => {
      const config = { url, body: {}, headers: { [name]: 'mine' } };
      const { result } = await runExecutor(executeSendWebhook, { config });
      expect(result).toMatchObject({ code: 'reserved_header', path: `headers.${name}` });
      expect(sendWebhook.issues(config)).toMatchObject([{ code: 'reserved_header' }]);
    },
  );

  it('refuses a list as data in an envelope, and a body of more than 256 KiB', async () => {
    const list = await runExecutor(executeSendWebhook, { config: { url, body: [1], envelope: true } });
    expect(list.result).toMatchObject({ code: 'body_not_object', path: 'body' });
    const large = await runExecutor(executeSendWebhook, { config: { url, body: 'x'.repeat(262_144) } });
    expect(large.result).toMatchObject({ code: 'body_too_large', path: 'body' });
  });

  describe('that waits until it is delivered', () => {
    const config = { url, body: { a: 1 }, wait: 'delivered' };
    const result = {
      deliveryId: 'dlv_01h455vb4pex5vsknk084sn02q',
      eventId: 'evt_01h455vb4pex5vsknk084sn02q',
      status: 'delivered',
      attempts: 2,
      response: { status: 202, headers: {}, body: { taken: true } },
    };

    it('hands the send over once and waits for it, for as long as it is retried', async () => {
      const now = Date.parse('2026-11-23T09:00:00.000Z');
      const { result: answer, sent } = await runExecutor(executeSendWebhook, { config, now });
      expect(sent).toHaveLength(1);
      expect(answer).toEqual({
        kind: 'wait',
        wait: { for: 'delivery', deliveryId: result.deliveryId, untilMs: now + 25 * 3_600_000 },
      });
    });

    it('has the answer of the receiver when it was delivered, and sends nothing again', async () => {
      const resumed = { kind: 'delivery', status: 'delivered', result } as const;
      const { result: answer, sent } = await runExecutor(executeSendWebhook, { config, resumed });
      expect(answer).toEqual({ kind: 'done', port: 'out', output: result });
      expect(sent).toEqual([]);
    });

    it.each([
      [
        'dead',
        { attempts: 9, response: { status: 500 } },
        'given up after 9 attempts. The last answer was 500.',
      ],
      ['parked', { attempts: 1, response: null }, 'given up after 1 attempt. There was no answer.'],
      ['cancelled', { attempts: 3, response: null }, 'was cancelled before it was delivered.'],
    ])('fails when the delivery is %s, and says how far it came', async (status, ended, words) => {
      const resumed = { kind: 'delivery', status, result: { ...result, ...ended, status } } as const;
      const { result: answer, sent } = await runExecutor(executeSendWebhook, { config, resumed });
      expect(answer).toMatchObject({ kind: 'failed', code: 'not_delivered', retry: false });
      expect(answer).toMatchObject({ message: expect.stringContaining(words) });
      expect(answer).toMatchObject({ details: { deliveryId: result.deliveryId } });
      expect(sent).toEqual([]);
    });

    it('fails when nothing is heard of the delivery in time', async () => {
      const { result: answer, sent } = await runExecutor(executeSendWebhook, {
        config,
        resumed: { kind: 'expired' },
      });
      expect(answer).toMatchObject({ kind: 'failed', code: 'not_delivered' });
      expect(sent).toEqual([]);
    });
  });
});
