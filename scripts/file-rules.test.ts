import { expect, it } from 'vitest';
import { findFileBreaks } from './file-rules.ts';

const file = (path: string, lines = 10) => ({ path, text: 'x\n'.repeat(lines) });
const levelsOf = (...files: { path: string; text: string }[]) =>
  findFileBreaks(files).map(({ path, level }) => `${level} ${path}`);

it('names a file over 300 lines and fails one over 400', () => {
  const files = [300, 301, 400, 401].map((lines) => file(`packages/runtime/src/run/a${lines}.ts`, lines));
  expect(levelsOf(...files)).toEqual([
    'warning packages/runtime/src/run/a301.ts',
    'warning packages/runtime/src/run/a400.ts',
    'error packages/runtime/src/run/a401.ts',
  ]);
});

it('fails a folder with more than 30 source files and does not count tests', () => {
  const folder = 'packages/runtime/src/run';
  const sources = Array.from({ length: 30 }, (_, n) => file(`${folder}/a${n}.ts`));
  const tests = [file(`${folder}/a.test.ts`), file(`${folder}/a.testing.ts`)];
  expect(levelsOf(...sources, ...tests)).toEqual([]);
  expect(levelsOf(...sources, file(`${folder}/one-more.ts`))).toEqual([`error ${folder}/`]);
});

it('fails names that say nothing, as a file and as a folder', () => {
  const names = ['run/utils.ts', 'helpers/run.ts', 'run/index.test.ts', 'run/info.schema.ts'];
  expect(findFileBreaks(names.map((name) => file(`packages/shared/src/${name}`)))).toHaveLength(names.length);
  expect(levelsOf(file('packages/shared/src/run/run.types.ts'))).toEqual([]);
});

it('fails a file more than four folders below src', () => {
  expect(levelsOf(file('packages/shared/src/a/b/c/d/e.ts'))).toEqual([]);
  expect(levelsOf(file('packages/shared/src/a/b/c/d/e/f.ts'))).toHaveLength(1);
});
