import { expect, it } from 'vitest';
import { z } from 'zod';
import { field, fieldsOf } from './field.ts';

it('keeps the forms of two fields apart that share a schema', () => {
  const shared = z.string().min(1);
  const config = z.object({
    from: field(shared, { label: 'From', control: 'text' }),
    to: field(shared, { label: 'To', control: 'url', bindable: true }),
    plain: shared,
  });
  expect(fieldsOf(config).map(({ name, meta }) => [name, meta])).toEqual([
    ['from', { label: 'From', control: 'text' }],
    ['to', { label: 'To', control: 'url', bindable: true }],
  ]);
  expect(config.safeParse({ from: '', to: 'b', plain: 'c' }).success).toBe(false);
});
