import { describe, expect, it } from 'vitest';
import {
  credentialRef,
  headerIssues,
  headerMap,
  headerTexts,
  plainText,
  shortUrl,
  webUrl,
} from './config-pieces.ts';

describe('the pieces of configs', () => {
  it.each([
    'https://example.com',
    'http://127.0.0.1:4400/catch/abc',
    'https://example.com?x=1',
    'https://example.com/a@b#c',
    'https://bücher.example/ü',
  ])('take %s as a URL', (url) => {
    expect(webUrl.safeParse(url).success).toBe(true);
  });

  it.each([
    '',
    'example.com',
    '//example.com',
    'https://',
    'ftp://a.b',
    'https://u:p@a.b/',
    'https://a.b/c d',
    'https://a:99999/',
    7,
  ])('do not take %s as a URL', (url) => {
    expect(webUrl.safeParse(url).success).toBe(false);
  });

  it('let an expression fill a text with a number, and not with an object', () => {
    expect(plainText.parse(184)).toBe('184');
    expect(plainText.safeParse({}).success).toBe(false);
  });

  it('keep headers on one line and leave out what is null', () => {
    expect(headerTexts(headerMap.parse({ 'X-A': 1, 'X-B': null, 'X-C': 'c' }))).toEqual({
      'X-A': '1',
      'X-C': 'c',
    });
    expect(headerMap.safeParse({ 'X-A': 'a\r\nX-B: b' }).success).toBe(false);
    expect(headerMap.safeParse({ 'X A': 'a' }).success).toBe(false);
  });

  it('reserve the headers of a signature for deliveries only', () => {
    const headers = { 'webhook-id': '1', Host: 'a' };
    expect(headerIssues(headers, 'delivery').map(({ path }) => path)).toEqual([
      'headers.webhook-id',
      'headers.Host',
    ]);
    expect(headerIssues(headers, 'request').map(({ path }) => path)).toEqual(['headers.Host']);
    expect(headerIssues(undefined, 'request')).toEqual([]);
  });

  it('know a credential by its id', () => {
    expect(credentialRef.safeParse('crd_01h455vb4pex5vsknk084sn02q').success).toBe(true);
    expect(credentialRef.safeParse('my token').success).toBe(false);
  });

  it('show host and path of a URL and never its query', () => {
    expect(shortUrl('https://example.com/hook?token=secret')).toBe('example.com/hook');
    expect(shortUrl(undefined)).toBe('');
  });
});
