import { describe, expect, it } from 'vitest';
import { createEndpointInput, patchEndpointInput } from './endpoint-api.schema.ts';
import { signingSecretProblem } from './signing-secret.schema.ts';

const url = 'https://shop.example/hook';

describe('what may be written of an endpoint', () => {
  it('is its URL alone: everything else has a usual value', () => {
    expect(createEndpointInput.parse({ url })).toEqual({
      url,
      description: '',
      eventTypes: ['*'],
      employeeIds: [],
      teamIds: [],
      flowIds: [],
      filter: null,
      headers: [],
      rateLimit: null,
      timeoutSeconds: 15,
      maxConcurrency: 64,
      enabled: true,
    });
  });

  it('in a PATCH is only what is named', () => {
    const id = 'ep_01h455vb4pex5vsknk084sn02q';
    expect(Object.keys(patchEndpointInput.parse({ id, description: 'Shop' }))).toEqual(['id', 'description']);
  });

  it('of headers is a text, a secret, or a secret that stays', () => {
    const headers = {
      'X-Shop': 'north',
      'X-Api-Key': 'k',
      'X-Hush': { value: 'h', secret: true },
      Cookie: { secret: true, fingerprint: '9f86d081' },
    };
    expect(createEndpointInput.parse({ url, headers }).headers).toEqual([
      { name: 'X-Shop', value: 'north', secret: false },
      { name: 'X-Api-Key', value: 'k', secret: true },
      { name: 'X-Hush', value: 'h', secret: true },
      { name: 'Cookie', kept: true },
    ]);
  });
});

describe('a secret that is brought along', () => {
  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  it.each([24, 32, 33, 64])('may hold %s bytes', (bytes) => {
    expect(signingSecretProblem(secretOf(bytes))).toBeUndefined();
  });

  it.each([
    [secretOf(23), /23 bytes; it needs at least 24/],
    [secretOf(65), /65 bytes; at most 64/],
    [`${secretOf(32)}\n`, /line break/],
    [`whsec_ ${secretOf(32).slice(6)}`, /in it/],
    ['v1,abc', /a signature/],
    [secretOf(32).slice(0, -1), /to its last = sign/],
  ])('%o is refused with what is wrong', (secret, sentence) => {
    expect(signingSecretProblem(secret)).toMatch(sentence);
  });
});
