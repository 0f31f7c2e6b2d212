import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OpenCredential } from '../node/step-context.ts';
import { receivedRequest } from './request.testing.ts';
import { hmacScheme } from './scheme.schema.ts';
import { signRequest } from './sign-sample.testing.ts';
import { verifyRequest } from './verify-request.reader.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const secret = (...secrets: string[]): OpenCredential => ({ type: 'signing-secret', secrets });
const body = '{"total":"184.00"}';

const plain = hmacScheme.parse({ mode: 'hmac', header: 'X-Signature', parse: { prefix: 'sha256=' } });
const timed = hmacScheme.parse({
  mode: 'hmac',
  header: 'X-Signature',
  parse: { pairs: ',', signature: 'v1', timestamp: 't' },
  message: '{timestamp}.{body}',
  timestamp: { from: 'pair', unit: 's' },
});

function signedAt(seconds: number) {
  const request = receivedRequest(body);
  return { ...request, headers: signRequest(timed, request, secret('s3cret'), now + seconds * 1_000) };
}
const codeOf = (verdict: ReturnType<typeof verifyRequest>) => (verdict.ok ? 'ok' : verdict.code);

describe('signatures', () => {
  it('accepts what was signed with the secret, and says which of several it was', () => {
    const request = receivedRequest(body);
    const headers = signRequest(plain, request, secret('old'), now);
    const verdict = verifyRequest(plain, { ...request, headers }, [secret('new', 'old')], now);
    expect(verdict).toEqual({ ok: true, mode: 'hmac', verified: true, secret: 'previous', signedAtMs: null });
  });

  it.each([
    ['no header', {}, 'signature_missing'],
    ['an empty header', { 'x-signature': '' }, 'signature_missing'],
    ['another form', { 'x-signature': 'sha1=abcd' }, 'signature_malformed'],
    ['no digest', { 'x-signature': 'sha256=' }, 'signature_malformed'],
    ['a cut digest', { 'x-signature': `sha256=${'a'.repeat(63)}` }, 'signature_malformed'],
    ['another digest', { 'x-signature': `sha256=${'a'.repeat(64)}` }, 'signature_mismatch'],
  ])('refuses %s', (_case, headers, code) => {
    expect(codeOf(verifyRequest(plain, receivedRequest(body, headers), [secret('s3cret')], now))).toBe(code);
  });

  it.each([[[]], [[secret('')]], [[{ type: 'bearer', token: 's3cret' } as const]]])(
    'refuses everything while there is no secret to compare with',
    (secrets) => {
      const request = receivedRequest(body);
      const headers = signRequest(plain, request, secret(''), now);
      expect(codeOf(verifyRequest(plain, { ...request, headers }, secrets, now))).toBe('signature_no_secret');
    },
  );

  it.each([
    [-301, 'signature_too_old'],
    [-300, 'ok'],
    [0, 'ok'],
    [300, 'ok'],
    [301, 'signature_in_future'],
  ])('judges a signature made at %i s as %s', (seconds, code) => {
    expect(codeOf(verifyRequest(timed, signedAt(seconds), [secret('s3cret')], now))).toBe(code);
  });

  it('calls a wrong signature wrong, also when it is old as well', () => {
    expect(codeOf(verifyRequest(timed, signedAt(-9_000), [secret('other')], now))).toBe('signature_mismatch');
  });

  it('takes one fitting signature among several', () => {
    const request = signedAt(0);
    const value = request.headers['x-signature'];
    const headers = { 'x-signature': `v1=${'0'.repeat(64)},${value},v0=zz` };
    expect(codeOf(verifyRequest(timed, { ...request, headers }, [secret('s3cret')], now))).toBe('ok');
  });

  it.each(['t=soon', 't=1e9', 't=', 't=12.5'])('takes %s for no time', (time) => {
    const headers = { 'x-signature': `${time},v1=${'0'.repeat(64)}` };
    expect(codeOf(verifyRequest(timed, receivedRequest(body, headers), [secret('s')], now))).toBe(
      'signature_malformed',
    );
  });

  it('signs bytes that are no text as they are', () => {
    const scheme = hmacScheme.parse({ mode: 'hmac', header: 'X-S', message: '{method} {path}|{body}' });
    const request = receivedRequest(Uint8Array.of(0xff, 0x00, 0xfe, 0x80));
    const message = Buffer.concat([Buffer.from('POST /in/key|'), request.rawBody]);
    const headers = { 'x-s': createHmac('sha256', 'k').update(message).digest('hex') };
    expect(codeOf(verifyRequest(scheme, { ...request, headers }, [secret('k')], now))).toBe('ok');
    const other = receivedRequest(Uint8Array.of(0xff, 0x00, 0xfd, 0x80), headers);
    expect(codeOf(verifyRequest(scheme, other, [secret('k')], now))).toBe('signature_mismatch');
  });

  it.each(['sha1', 'sha384', 'sha512'] as const)('knows %s, in every encoding', (algorithm) => {
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const scheme = hmacScheme.parse({ mode: 'hmac', header: 'X-S', algorithm, encoding, key: 'hex' });
      const request = receivedRequest(body);
      const headers = signRequest(scheme, request, secret('c0ffee'), now);
      expect(codeOf(verifyRequest(scheme, { ...request, headers }, [secret('c0ffee')], now))).toBe('ok');
    }
  });

  it('reads time and id out of the body where a scheme says so', () => {
    const scheme = hmacScheme.parse({
      mode: 'hmac',
      header: 'X-S',
      message: '{id}{timestamp}{body}',
      timestamp: { from: 'json:/sent/at', unit: 'ms' },
      toleranceSeconds: 60,
      id: 'json:/events/0/id',
    });
    const sign = (at: number) => {
      const request = receivedRequest(JSON.stringify({ sent: { at }, events: [{ id: 'e1' }] }));
      return { ...request, headers: signRequest(scheme, request, secret('k'), at) };
    };
    expect(codeOf(verifyRequest(scheme, sign(now), [secret('k')], now))).toBe('ok');
    expect(codeOf(verifyRequest(scheme, sign(now - 61_000), [secret('k')], now))).toBe('signature_too_old');
    const broken = receivedRequest('not json', { 'x-s': 'a'.repeat(64) });
    expect(codeOf(verifyRequest(scheme, broken, [secret('k')], now))).toBe('signature_missing');
  });
});

describe('tokens', () => {
  const bearer: OpenCredential = { type: 'bearer', token: 'tok_1' };
  const basic: OpenCredential = { type: 'basic', username: 'ada', password: 'a:b' };
  const header: OpenCredential = { type: 'header', name: 'X-Key', value: 'k1' };
  const encoded = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    ['bearer', bearer, { authorization: 'Bearer tok_1' }, 'ok'],
    ['bearer', bearer, { authorization: 'bearer tok_1' }, 'ok'],
    ['bearer', bearer, { authorization: 'Bearer tok_2' }, 'credentials_wrong'],
    ['bearer', bearer, { authorization: 'tok_1' }, 'credentials_malformed'],
    ['bearer', bearer, {}, 'credentials_missing'],
    ['bearer', { type: 'bearer', token: '' }, { authorization: 'Bearer x' }, 'credentials_no_secret'],
    ['basic', basic, { authorization: encoded('ada:a:b') }, 'ok'],
    ['basic', basic, { authorization: encoded('ada:a') }, 'credentials_wrong'],
    ['basic', basic, { authorization: 'Basic !!' }, 'credentials_malformed'],
    ['basic', bearer, { authorization: encoded('ada:a:b') }, 'credentials_no_secret'],
    ['header', header, { 'x-key': 'k1' }, 'ok'],
    ['header', header, { 'x-key': 'k2' }, 'credentials_wrong'],
    ['header', header, { 'x-other': 'k1' }, 'credentials_missing'],
  ] as const)('%s with %o and %o: %s', (mode, credential, headers, code) => {
    expect(codeOf(verifyRequest({ mode }, receivedRequest('', headers), [credential], now))).toBe(code);
  });

  it('asks nothing where nothing is asked, and does not call that verified', () => {
    expect(verifyRequest({ mode: 'none' }, receivedRequest(''), [], now)).toMatchObject({
      ok: true,
      verified: false,
    });
  });
});
