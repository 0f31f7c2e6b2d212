import { expect, it } from 'vitest';
import { names } from './flows-naming.ts';

it('finds an id as a whole value anywhere in a document, and not as part of a text', () => {
  const document = {
    nodes: [{ config: { credential: 'crd_1', list: [{ employee: 'emp_1' }], text: 'uses crd_2' } }],
  };
  expect(names(document, 'crd_1')).toBe(true);
  expect(names(document, 'emp_1')).toBe(true);
  expect(names(document, 'crd_2')).toBe(false);
  expect(names(null, 'crd_1')).toBe(false);
});
