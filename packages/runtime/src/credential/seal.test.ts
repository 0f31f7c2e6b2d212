import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, open, openSealKeys, openText, parseSealKeys, SealError, seal } from './seal.ts';

const older = randomBytes(32).toString('base64');
const newer = randomBytes(32).toString('base64');
const keys = parseSealKeys(newer, 'test');

describe('seal', () => {
  it('opens what it sealed, for any bytes and context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, context) => {
        expect(open(seal(plain, keys, context), keys, context)).toEqual(Buffer.from(plain));
      }),
    );
  });

  it('never gives the same bytes twice', () => {
    expect(seal('same', keys, 'a')).not.toEqual(seal('same', keys, 'a'));
  });

  it('opens with an older key of the list and seals with the newest', () => {
    const before = seal('secret', parseSealKeys(older, 'test'), 'credential:1');
    const rotating = parseSealKeys(`${newer}, ${older}`, 'test');
    expect(openText(before, rotating, 'credential:1')).toBe('secret');
    expect(openText(seal('again', rotating, 'c'), keys, 'c')).toBe('again');
  });

  it('says that another key is needed when none fits', () => {
    const sealed = seal('secret', parseSealKeys(older, 'test'), 'credential:1');
    expect(() => open(sealed, keys, 'credential:1')).toThrow(
      /credential:1 was sealed with another encryption key/,
    );
  });

  it('refuses a value that was moved to another place', () => {
    expect(() => open(seal('secret', keys, 'credential:1'), keys, 'credential:2')).toThrow(
      /changed or moved/,
    );
  });

  it('refuses a value in which any one byte was changed', () => {
    const sealed = seal('secret', keys, 'a');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => open(changed, keys, 'a')).toThrow(SealError);
    }
  });
});

describe('seal keys', () => {
  it('name the position of a key that is not 32 bytes, and do not show it', () => {
    const wrong = randomBytes(16).toString('base64');
    expect(() => parseSealKeys(`${newer},${wrong}`, 'SISTA_ENCRYPTION_KEY')).toThrow(
      /^SISTA_ENCRYPTION_KEY, key 2 is not base64 of 32 bytes \(it has 16\)/,
    );
    expect(() => parseSealKeys(wrong, 'x')).not.toThrow(wrong);
    expect(() => parseSealKeys(' , ', 'x')).toThrow(/holds no key/);
  });

  it('are made once in the data folder, readable by their owner alone', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'seal-'));
    try {
      const [first, second] = await Promise.all([openSealKeys({ dataDir }), openSealKeys({ dataDir })]);
      expect(openText(seal('secret', first, 'a'), second, 'a')).toBe('secret');
      const file = join(dataDir, 'encryption-key');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(openText(seal('x', parseSealKeys(await readFile(file, 'utf8'), file), 'a'), first, 'a')).toBe(
        'x',
      );
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});

describe('fingerprint', () => {
  it('is short, stable and different for different secrets', () => {
    expect(fingerprint('one')).toMatch(/^[0-9a-f]{8}$/);
    expect(fingerprint('one')).toBe(fingerprint('one'));
    expect(fingerprint('one')).not.toBe(fingerprint('two'));
  });
});
