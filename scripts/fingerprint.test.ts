import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

const root = mkdtempSync(join(tmpdir(), 'sista-fingerprint-'));
mkdirSync(join(root, 'src'));
const write = (name: string, text: string) => writeFileSync(join(root, 'src', name), text);
const now = () => fingerprint(root, ['src', 'missing'], (path) => path.endsWith('.test.ts'));

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('changes with contents and names, and not with times or ignored files', () => {
  write('a.ts', 'one');
  const first = now();
  utimesSync(join(root, 'src/a.ts'), 1, 1);
  write('a.test.ts', 'test');
  expect(now()).toBe(first);
  write('a.ts', 'two');
  const second = now();
  expect(second).not.toBe(first);
  write('b.ts', '');
  expect(now()).not.toBe(second);
});
