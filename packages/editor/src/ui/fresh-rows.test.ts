import { expect, it } from 'vitest';
import { splitFresh } from './fresh-rows.ts';

const keyOf = (row: string) => row;

it('holds back what joined above the first row that was seen', () => {
  expect(splitFresh(['e', 'd', 'c', 'b'], new Set(['c', 'b']), keyOf)).toEqual({ held: 2, rows: ['c', 'b'] });
});

it('shows rows of a next page, which join below', () => {
  expect(splitFresh(['b', 'a'], new Set(['b']), keyOf)).toEqual({ held: 0, rows: ['b', 'a'] });
});

it('shows another list whole', () => {
  expect(splitFresh(['x', 'y'], new Set(['a']), keyOf)).toEqual({ held: 0, rows: ['x', 'y'] });
});
