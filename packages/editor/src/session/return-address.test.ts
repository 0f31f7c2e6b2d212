import { describe, expect, it } from 'vitest';
import { linkProblem, returnAddress } from './return-address.ts';

describe('the address after signing in', () => {
  it('is the page that was asked for', () => {
    expect(returnAddress({ return: '/w/acme/runs?status=failed' })).toBe('/w/acme/runs?status=failed');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    undefined,
  ])('is the start page instead of %s', (wanted) => {
    expect(returnAddress({ return: wanted })).toBe('/');
  });

  it('never leads back to the sign-in page', () => {
    expect(returnAddress({ return: '/sign-in?return=%2F' })).toBe('/');
    expect(returnAddress({ return: '/welcome' })).toBe('/');
  });
});

describe('a link that did not sign in', () => {
  it('says that it was used, that it is too old, or that it failed', () => {
    expect(linkProblem({ error: 'INVALID_TOKEN' })).toContain('used already');
    expect(linkProblem({ error: 'EXPIRED_TOKEN' })).toContain('older than a day');
    expect(linkProblem({ error: 'failed_to_create_session' })).toContain('could not');
    expect(linkProblem({})).toBeUndefined();
  });
});
