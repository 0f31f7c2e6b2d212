import { expect, it } from 'vitest';
import { signatureLook } from './signature-words.ts';

it('names the families and the secret that fit', () => {
  expect(
    signatureLook([
      { family: 'x-sista', ok: true, secret: 'Workspace secret' },
      { family: 'standard-webhooks', ok: true, secret: 'Workspace secret' },
    ]),
  ).toEqual({
    tone: 'good',
    words: 'signature valid',
    detail: 'X-Sista-Signature and Standard Webhooks, by Workspace secret',
  });
});

it('is satisfied with one family that fits', () => {
  const checks = [
    { family: 'svix', ok: false, reason: 'signature_mismatch', message: 'No secret fits.' },
    { family: 'x-sista', ok: true, secret: 'Shop' },
  ];
  expect(signatureLook(checks).words).toBe('signature valid');
});

it('says why none fits, and that there is none', () => {
  const check = { family: 'svix', ok: false, reason: 'signature_too_old', message: 'It is 9 min old.' };
  expect(signatureLook([check])).toEqual({
    tone: 'bad',
    words: 'signature invalid',
    detail: 'It is 9 min old.',
  });
  expect(signatureLook([]).words).toBe('not signed');
});
