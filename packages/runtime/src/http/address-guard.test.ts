import { describe, expect, it } from 'vitest';
import { classOfAddress } from './address-class.ts';
import { closedPolicy, judgeAddress, judgeUrl, parseTargetPolicy } from './address-guard.ts';

const open = parseTargetPolicy('true');
const publicUrl = 'http://127.0.0.1:4400';

describe('classOfAddress', () => {
  it.each([
    ['169.254.169.254', 'metadata'],
    ['169.253.255.255', 'public'],
    ['169.255.0.0', 'public'],
    ['fe80::1', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['10.0.0.1', 'private'],
    ['11.0.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['127.255.255.254', 'private'],
    ['100.63.255.255', 'public'],
    ['100.127.255.255', 'private'],
    ['198.19.0.1', 'private'],
    ['198.20.0.0', 'public'],
    ['::1', 'private'],
    ['fdff::1', 'private'],
    ['0.0.0.0', 'unroutable'],
    ['::', 'unroutable'],
    ['::7f00:1', 'unroutable'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::7f00:1', 'unroutable'],
    ['2002:7f00:1::', 'unroutable'],
    ['2001:db8::1', 'unroutable'],
    ['2001::1', 'unroutable'],
    ['2001:200::1', 'public'],
    ['2606:4700::1111', 'public'],
    ['4000::1', 'unroutable'],
    ['ff02::1', 'unroutable'],
    ['224.0.0.1', 'unroutable'],
    ['255.255.255.255', 'unroutable'],
    ['203.0.113.5', 'unroutable'],
    ['8.8.8.8', 'public'],
  ])('puts %s into the class %s', (address, expected) => {
    expect(classOfAddress(address)).toBe(expected);
  });
});

describe('judgeUrl', () => {
  it.each([
    'http://127.0.0.1:8080/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://０x7f000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost./',
    'https://app.localhost/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/',
    'https://0.0.0.0/',
    'ftp://example.com/',
    'https://user:secret@example.com/',
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:6667/',
    'nonsense',
  ])('refuses %s when nothing is opened', (text) => {
    expect(judgeUrl(text, closedPolicy)).toMatchObject({ ok: false });
  });

  it.each([
    'https://example.com/',
    'https://example.com.:8443/x?y=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1]/',
  ])('allows %s', (text) => expect(judgeUrl(text, closedPolicy)).toMatchObject({ ok: true, own: false }));

  it('cuts the dots behind a host', () => {
    const judged = judgeUrl('https://example.com./x', closedPolicy);
    expect(judged.ok && judged.url.href).toBe('https://example.com/x');
  });

  it('opens the class private, and only that, with true', () => {
    expect(judgeUrl('http://127.0.0.1:8080/', open)).toMatchObject({ ok: true });
    expect(judgeUrl('http://localhost:8080/', open)).toMatchObject({ ok: true });
    expect(judgeUrl('https://169.254.169.254/', open)).toMatchObject({ ok: false, class: 'metadata' });
    expect(judgeUrl('https://0.0.0.0/', open)).toMatchObject({ ok: false, class: 'unroutable' });
    expect(judgeUrl('http://8.8.8.8/', open)).toMatchObject({ ok: false, class: 'url' });
  });

  it('opens what a list names and nothing beside it', () => {
    const policy = parseTargetPolicy('10.1.0.0/16, crm.local ,192.168.1.5');
    expect(judgeUrl('http://10.1.2.3/', policy)).toMatchObject({ ok: true });
    expect(judgeUrl('https://10.2.0.1/', policy)).toMatchObject({ ok: false });
    expect(judgeUrl('http://192.168.1.5/', policy)).toMatchObject({ ok: true });
    expect(judgeUrl('https://192.168.1.6/', policy)).toMatchObject({ ok: false });
    expect(judgeAddress('10.9.9.9', policy, 'crm.local')).toMatchObject({ ok: true });
    expect(judgeAddress('169.254.169.254', policy, 'crm.local')).toMatchObject({ ok: false });
  });

  it('looks behind NAT64 once it is opened', () => {
    const policy = parseTargetPolicy('64:ff9b::/96');
    expect(judgeAddress('64:ff9b::808:808', policy)).toMatchObject({ ok: true });
    expect(judgeAddress('64:ff9b::a9fe:a9fe', policy)).toMatchObject({ ok: false, class: 'metadata' });
  });

  it('always allows an ingress and a request inbox of our own, and no other path', () => {
    for (const path of ['/in/abc_-9', '/catch/xyz?try=1']) {
      expect(judgeUrl(publicUrl + path, closedPolicy, publicUrl)).toMatchObject({ ok: true, own: true });
    }
    for (const path of [
      '/catch/../api/v1/keys',
      '/catch/a%2f..%2fapi',
      '/catch/a/b',
      '/in/',
      '/api/v1/keys',
    ]) {
      expect(judgeUrl(publicUrl + path, closedPolicy, publicUrl)).toMatchObject({ ok: false });
    }
    expect(judgeUrl('http://127.0.0.1:4401/catch/xyz', closedPolicy, publicUrl)).toMatchObject({ ok: false });
  });
});

describe('parseTargetPolicy', () => {
  it.each(['10.0.0.0/33', 'yes please', '300.1.1.1', '10.0.0.0/x'])('names what is wrong with %s', (text) => {
    expect(() => parseTargetPolicy(text)).toThrow(/is not|is neither/);
  });
});
