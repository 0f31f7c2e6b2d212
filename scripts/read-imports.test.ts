import { expect, it } from 'vitest';
import { readImports } from './read-imports.ts';

it('reads imports over several lines, re-exports, side effects and calls, with their lines', () => {
  const text = `import a, {
  b,
} from 'one';
import type { C } from 'two';
export * from 'three';
import 'four';
const five = await import('five');
// import six from 'six';
/* import seven from 'seven'; */
`;
  expect(readImports(text)).toEqual([
    { from: 'one', line: 3, typeOnly: false, dynamic: false },
    { from: 'two', line: 4, typeOnly: true, dynamic: false },
    { from: 'three', line: 5, typeOnly: false, dynamic: false },
    { from: 'four', line: 6, typeOnly: false, dynamic: false },
    { from: 'five', line: 7, typeOnly: false, dynamic: true },
  ]);
});
