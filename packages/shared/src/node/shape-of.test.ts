import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DataShape } from './data-shape.ts';
import { isOneExpression, sampleOf, shapeOf } from './shape-of.ts';

const fits = (shape: DataShape, value: unknown) =>
  z.fromJSONSchema(shape as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).success;

const { shape: anyDeclared } = fc.letrec<{ shape: DataShape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<DataShape>(
      { type: 'string' },
      { type: 'string', format: 'email' },
      { type: 'string', format: 'date' },
      { type: 'string', minLength: 9 },
      { type: 'string', maxLength: 2 },
      { type: 'integer', minimum: 5, maximum: 9 },
      { type: 'number', maximum: 0.5 },
      { type: 'integer', exclusiveMinimum: 0 },
      { type: 'boolean' },
      { enum: ['approve', 'hold'] },
      { const: 4 },
      { type: ['string', 'null'] },
      { anyOf: [{ type: 'null' }, { type: 'string' }] },
    ),
    fc.record({ type: fc.constant('array' as const), items: tie('shape'), minItems: fc.nat(3) }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('shape')).map(
      (properties): DataShape => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      }),
    ),
  ),
}));

describe('shapes', () => {
  it('have a sample that fits them', () => {
    fc.assert(fc.property(anyDeclared, (shape) => fits(shape, sampleOf(shape))));
  });

  it('of an example take the example', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => fits(shapeOf(value), value)));
  });

  it('leave open what an expression will give, and know that a mixed text stays a text', () => {
    expect(shapeOf({ a: '{{ x }}', b: 'No. {{ x }}' })).toMatchObject({
      properties: { a: {}, b: { type: 'string' } },
    });
  });

  it.each([
    ['{{ a }}', true],
    ['{{ "}} {{" }}', true],
    ['{{ {"a": {"b": 1}} }}', true],
    [' {{ a }}', false],
    ['{{ a }} and {{ b }}', false],
    ['{{ a', false],
    ['a', false],
  ])('see whether %s is one expression', (text, one) => {
    expect(isOneExpression(text)).toBe(one);
  });
});
