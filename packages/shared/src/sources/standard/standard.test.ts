import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { describe, expect, it } from 'vitest';
import { mutate, receivedRequest } from '../../source/request.testing.ts';
import type { AuthScheme } from '../../source/scheme.schema.ts';
import type { ReceivedRequest } from '../../source/signed-message.ts';
import { verifyRequest } from '../../source/verify-request.reader.ts';
import { standardSource } from './standard.definition.ts';
import { standardSamples } from './standard.samples.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const weSay = (request: ReceivedRequest, nowMs = Date.now()) =>
  verifyRequest(
    standardSource.scheme as AuthScheme,
    request,
    [{ type: 'signing-secret', secrets: [secret] }],
    nowMs,
  );

function signedBy(library: Webhook | Svix, family: 'webhook' | 'svix', body: string): ReceivedRequest {
  const at = new Date();
  return receivedRequest(body, {
    [`${family}-id`]: 'msg_1',
    [`${family}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
    [`${family}-signature`]: library.sign('msg_1', at, body),
  });
}

function accepts(library: Webhook | Svix, request: ReceivedRequest): boolean {
  try {
    library.verify(Buffer.from(request.rawBody).toString('utf8'), { ...request.headers });
    return true;
  } catch (error) {
    // Signed correctly, but no JSON any more: whether it parses is not what is asked here.
    return error instanceof SyntaxError;
  }
}

describe('Standard Webhooks', () => {
  it('accepts the example of the specification', () => {
    const request = receivedRequest('{"test": 2432232314}', {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    expect(weSay(request, 1_614_265_330_000)).toMatchObject({ ok: true, signedAtMs: 1_614_265_330_000 });
  });

  it.each([
    ['standardwebhooks', new Webhook(secret), 'webhook'],
    ['svix', new Svix(secret), 'svix'],
  ] as const)('judges every request as the library %s does', (_name, library, family) => {
    for (const sample of standardSamples) {
      const request = signedBy(library, family, JSON.stringify(sample.payload));
      expect([accepts(library, request), weSay(request).ok]).toEqual([true, true]);
    }
    const request = signedBy(library, family, JSON.stringify(standardSamples[0]?.payload));
    const names = [`${family}-signature`, `${family}-id`, `${family}-timestamp`];
    for (let n = 0; n < 3_000; n += 1) {
      const mutated = mutate(request, names, Math.floor(n / 3) * 7 + (n % 7));
      expect({ n, ok: weSay(mutated).ok }).toEqual({ n, ok: accepts(library, mutated) });
    }
  });

  it('is stricter than the library about times that are not plain digits', () => {
    const request = signedBy(new Webhook(secret), 'webhook', '{}');
    const headers = { ...request.headers, 'webhook-timestamp': `${request.headers['webhook-timestamp']}.9` };
    expect(accepts(new Webhook(secret), { ...request, headers })).toBe(true);
    expect(weSay({ ...request, headers })).toMatchObject({ code: 'signature_malformed' });
  });

  it('accepts the signature of a former secret while both are signed with', () => {
    const body = '{"type":"a"}';
    const former = signedBy(new Webhook('whsec_c29tZXRoaW5nIGVsc2U='), 'webhook', body);
    const present = signedBy(new Webhook(secret), 'webhook', body).headers['webhook-signature'];
    const both = {
      ...former.headers,
      'webhook-signature': `${former.headers['webhook-signature']} ${present}`,
    };
    expect(weSay({ ...former, headers: both })).toMatchObject({ ok: true });
    expect(weSay(former)).toMatchObject({ code: 'signature_mismatch' });
  });
});
