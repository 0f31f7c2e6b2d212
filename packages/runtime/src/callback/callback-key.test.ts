import { randomBytes } from 'node:crypto';
import { newUuid } from '@sista/shared/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSealKeys } from '../credential/seal.ts';
import { callbackUrl, readCallbackKey } from './callback-key.ts';

const older = randomBytes(32).toString('base64');
const newer = randomBytes(32).toString('base64');
const keys = parseSealKeys(newer, 'test');
const publicUrl = 'https://flow.example.com';
const keyOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

const place = fc.record({
  runId: fc.constant(0).map(() => newUuid()),
  nodeId: fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,63}$/),
  path: fc.oneof(fc.constant(''), fc.nat(99_999).map(String)),
});
const sign = fc.constantFrom(...'ABCXYZabcxyz0189-_=.|%');

describe('the address of a waiting step', () => {
  it('names run, step and loop item, and is the same every time', () => {
    fc.assert(
      fc.property(place, (where) => {
        const url = callbackUrl(publicUrl, keys, where);
        expect(readCallbackKey(keyOf(url), keys)).toEqual(where);
        expect(callbackUrl(`${publicUrl}/`, keys, where)).toBe(url);
      }),
    );
  });

  it('is short and needs no escapes', () => {
    fc.assert(
      fc.property(place, (where) => {
        expect(keyOf(callbackUrl(publicUrl, keys, where))).toMatch(/^cb_[A-Za-z0-9_-]{44,140}$/);
      }),
    );
    const usual = callbackUrl(publicUrl, keys, { runId: newUuid(), nodeId: 'wait', path: '' });
    expect(keyOf(usual)).toHaveLength(51);
  });

  it('is refused with any sign changed, added or taken away', () => {
    fc.assert(
      fc.property(place, fc.nat(), sign, (where, at, other) => {
        const key = keyOf(callbackUrl(publicUrl, keys, where));
        const index = at % key.length;
        const changed = key.slice(0, index) + other + key.slice(index + 1);
        if (changed !== key) expect(readCallbackKey(changed, keys)).toBeUndefined();
        expect(readCallbackKey(key.slice(0, index) + other + key.slice(index), keys)).toBeUndefined();
        expect(readCallbackKey(key.slice(0, index) + key.slice(index + 1), keys)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused where only the bits that mean nothing are changed', () => {
    // 16 + 16 + 5 bytes: the last sign of base64url carries two bits that stand for nothing.
    const key = keyOf(callbackUrl(publicUrl, keys, { runId: newUuid(), nodeId: 'await', path: '' }));
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const taken = [...signs].filter((last) => readCallbackKey(key.slice(0, -1) + last, keys) !== undefined);
    expect(taken).toEqual([key.at(-1)]);
  });

  it('stays valid while its encryption key is in the list, and not after', () => {
    const where = { runId: newUuid(), nodeId: 'wait', path: '' };
    const key = keyOf(callbackUrl(publicUrl, parseSealKeys(older, 'test'), where));
    expect(readCallbackKey(key, parseSealKeys(`${newer},${older}`, 'test'))).toEqual(where);
    expect(readCallbackKey(key, keys)).toBeUndefined();
  });

  it('of one step does not answer another one', () => {
    const runId = newUuid();
    const places = [
      { runId, nodeId: 'a', path: '' },
      { runId, nodeId: 'b', path: '3' },
      { runId, nodeId: 'b', path: '' },
    ];
    const read = places.map((where) => readCallbackKey(keyOf(callbackUrl(publicUrl, keys, where)), keys));
    expect(read).toEqual(places);
  });

  it.each(['', 'cb_', 'cb_AAAA', 'b2s0000000000000000000000', 'cb_%00', `cb_${'A'.repeat(300)}`])(
    'is not %s',
    (text) => {
      expect(readCallbackKey(text, keys)).toBeUndefined();
    },
  );
});
