import { describe, expect, it } from 'vitest';
import { hashApiKey, makeApiKey } from './api-keys.ts';
import { trustedOrigins } from './auth.ts';

describe('trusted origins', () => {
  it('are all names of this machine where the server is local, and one where it is public', () => {
    expect(trustedOrigins('http://127.0.0.1:4400')).toEqual([
      'http://127.0.0.1:4400',
      'http://localhost:4400',
      'http://[::1]:4400',
    ]);
    expect(trustedOrigins('https://flow.example.com')).toEqual(['https://flow.example.com']);
    expect(trustedOrigins('https://127.example.com')).toEqual(['https://127.example.com']);
  });
});

describe('API keys', () => {
  it('are 32 random bytes and stored as the hash that the accounts library looks for', () => {
    const key = makeApiKey();
    expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(makeApiKey()).not.toBe(key);
    expect(hashApiKey('sk_known')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hashApiKey('sk_known')).toBe(hashApiKey('sk_known'));
  });
});
