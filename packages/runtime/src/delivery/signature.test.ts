import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signRequest } from './sign-request.ts';
import { checkSignatures, type NamedSecret } from './verify-signature.ts';

const whsec = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const older = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const raw = 'a shared secret that was not made by us';
const now = 1_800_000_000_000;
const t = now / 1_000;
const id = 'evt_01h455vb4pex5vsknk084sn02q';
const text = '{"summary":"Zoë bought 3 × 🍰","total":184.00}';
const stripe = new Stripe('sk_test_unused');

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

type Sent = { id: string; t: number; body: string; headers: Record<string, string> };

function sent(secrets: readonly string[], body = text): Sent {
  return { id, t, body, headers: signRequest(id, t, Buffer.from(body), secrets) };
}

// What receivers run, unmodified. Each throws when it refuses.
const verifiers: Record<string, (message: Sent, secret: string) => unknown> = {
  stripe: ({ body, headers }, secret) =>
    stripe.webhooks.constructEvent(body, headers['X-Sista-Signature'] ?? '', secret),
  standardwebhooks: (message, secret) => standard(StandardWebhook, message, secret),
  svix: (message, secret) => standard(SvixWebhook, message, secret),
};

type Verifier = new (
  secret: string,
  options?: { format: 'raw' },
) => { verify(body: string, headers: Record<string, string>): unknown };

function standard(Library: unknown, message: Sent, secret: string): unknown {
  const Webhook = Library as Verifier;
  const webhook = secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });
  return webhook.verify(message.body, {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.t),
    'webhook-signature': message.headers['webhook-signature'] ?? '',
  });
}

describe.each(Object.entries(verifiers))('%s', (_name, verify) => {
  it.each([
    ['a whsec_ secret', whsec],
    ['a raw secret', raw],
  ])('accepts what is signed with %s', (_what, secret) => {
    expect(() => verify(sent([secret]), secret)).not.toThrow();
  });

  it('accepts the new and the previous secret during a rotation', () => {
    expect(() => verify(sent([whsec, older]), whsec)).not.toThrow();
    expect(() => verify(sent([whsec, older]), older)).not.toThrow();
  });

  it('refuses a changed byte at every place of the body', () => {
    const message = sent([whsec]);
    const bytes = Buffer.from(message.body);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      // latin1 keeps the changed byte a difference also where it breaks a UTF-8 sequence
      expect(() => verify({ ...message, body: changed.toString('latin1') }, whsec)).toThrow();
    }
  });

  it('refuses another secret, another time and an emptied signature', () => {
    const message = sent([whsec]);
    expect(() => verify(message, older)).toThrow();
    const later = { ...message, t: t + 1, headers: replaced(message.headers, `t=${t}`, `t=${t + 1}`) };
    expect(() => verify(later, whsec)).toThrow();
    expect(() => verify({ ...message, headers: {} }, whsec)).toThrow();
  });
});

it('another id is refused by the families that sign it', () => {
  for (const name of ['standardwebhooks', 'svix']) {
    expect(() => verifiers[name]?.({ ...sent([whsec]), id: `${id}x` }, whsec)).toThrow();
  }
});

describe('checkSignatures', () => {
  const secrets: NamedSecret[] = [
    { name: 'the workspace secret', secret: whsec },
    { name: 'the previous secret', secret: older },
  ];
  const headersOf = (message: Sent, prefix = 'webhook') => ({
    'x-sista-signature': message.headers['X-Sista-Signature'],
    [`${prefix}-id`]: message.id,
    [`${prefix}-timestamp`]: String(message.t),
    [`${prefix}-signature`]: message.headers['webhook-signature'],
  });
  const verdicts = (message: Sent, at = now, prefix?: string) =>
    checkSignatures(headersOf(message, prefix), Buffer.from(message.body), secrets, at);

  it('names the secret that fitted, in each family', () => {
    expect(verdicts(sent([older]))).toEqual([
      { family: 'x-sista', ok: true, secret: 'the previous secret' },
      { family: 'standard-webhooks', ok: true, secret: 'the previous secret' },
    ]);
    expect(verdicts(sent([whsec]), now, 'svix')[1]).toMatchObject({ family: 'svix', ok: true });
  });

  it('says whether the time or the signature is wrong', () => {
    expect(verdicts(sent([whsec]), now + 301_000)).toMatchObject([
      { reason: 'signature_too_old' },
      { reason: 'signature_too_old' },
    ]);
    expect(verdicts(sent([whsec]), now - 301_000)).toMatchObject([
      { reason: 'signature_from_the_future' },
      { ok: false },
    ]);
    expect(verdicts(sent([raw]))).toMatchObject([
      { reason: 'signature_mismatch' },
      { reason: 'signature_mismatch' },
    ]);
    const unreadable = {
      ...sent([whsec]),
      headers: { 'X-Sista-Signature': 'v1=abc', 'webhook-signature': 'v2,abc' },
    };
    expect(verdicts(unreadable)).toMatchObject([
      { reason: 'signature_malformed' },
      { reason: 'signature_malformed' },
    ]);
  });

  it('has nothing to say about a request without signatures', () => {
    expect(checkSignatures({}, Buffer.from(''), secrets, now)).toEqual([]);
  });
});

function replaced(headers: Record<string, string>, from: string, to: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace(from, to)]));
}
