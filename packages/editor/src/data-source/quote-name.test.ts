import { expect, it } from 'vitest';
import { quoteName } from './quote-name.ts';
import { sizeWords, uploadProblem } from './upload-file.ts';

it.each([
  ['stock', 'stock'],
  ['on_hand', 'on_hand'],
  ['order', '"order"'],
  ['Commit', '"Commit"'],
  ['two words', '"two words"'],
  ['1st', '"1st"'],
  ['a"b', '"a""b"'],
])('writes %s as %s', (name, sql) => {
  expect(quoteName(name)).toBe(sql);
});

it.each([
  [1, '1 kB'],
  [24_576, '25 kB'],
  [52_428_800, '52.4 MB'],
])('calls %i bytes %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});

it('sends neither an empty file nor one over 50 MB', () => {
  expect(uploadProblem({ size: 0 })).toBeDefined();
  expect(uploadProblem({ size: 52_428_801 })).toContain('50 MB');
  expect(uploadProblem({ size: 52_428_800 })).toBeUndefined();
});
