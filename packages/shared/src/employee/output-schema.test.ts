import { describe, expect, it } from 'vitest';
import type { DataShape } from '../node/data-shape.ts';
import { closeOutputSchema, outputSchemaIssues, textOutput, zodOfOutput } from './output-schema.ts';

const codesOf = (schema: unknown) => outputSchemaIssues(schema).map(({ path, code }) => `${path} ${code}`);

describe('outputSchemaIssues', () => {
  it('takes no output, an empty object and the whole subset', () => {
    expect(codesOf(null)).toEqual([]);
    expect(codesOf(undefined)).toEqual([]);
    expect(codesOf({ type: 'object' })).toEqual([]);
    expect(
      codesOf({
        type: 'object',
        properties: {
          decision: { enum: ['approve', 'hold'] },
          risk: { type: 'integer', minimum: 0, maximum: 100, description: 'How risky.' },
          on: { type: ['string', 'null'], format: 'date' },
          by: { anyOf: [{ type: 'string', format: 'email' }, { type: 'null' }] },
          lines: {
            type: 'array',
            maxItems: 5,
            items: { type: 'object', properties: { sku: { type: 'string' } } },
          },
        },
        required: ['decision'],
      }),
    ).toEqual([]);
  });

  it('names what is outside the subset, with its path', () => {
    expect(codesOf({ type: 'array', items: { type: 'string' } })).toContain('type output_root');
    expect(codesOf({ type: 'object', properties: { a: { $ref: '#/x' } } })).toContain(
      'properties.a.$ref output_keyword',
    );
    expect(codesOf({ type: 'object', properties: { a: { type: 'string', pattern: 'x+' } } })).toEqual([
      'properties.a.pattern output_keyword',
    ]);
    expect(codesOf({ type: 'object', properties: { a: { type: ['string', 'number'] } } })).toEqual([
      'properties.a.type output_type',
    ]);
    expect(codesOf({ type: 'object', properties: { a: { type: 'array' } } })).toEqual([
      'properties.a.items output_items',
    ]);
    expect(codesOf({ type: 'object', properties: { a: { type: 'string', format: 'hostname' } } })).toEqual([
      'properties.a.format output_value',
    ]);
    expect(codesOf({ type: 'object', properties: { a: { type: 'string' } }, required: ['b'] })).toEqual([
      'required output_required',
    ]);
    expect(codesOf('text')).toEqual([' output_not_schema']);
    expect(codesOf({ type: 'object', properties: { constructor: 5 } })).toContain(
      'properties.constructor output_not_schema',
    );
  });

  it('refuses more than 5 levels and more than 100 properties', () => {
    let deep: DataShape = { type: 'string' };
    for (let level = 0; level < 5; level++) deep = { type: 'object', properties: { inner: deep } };
    expect(outputSchemaIssues(deep).map(({ code }) => code)).toEqual(['output_too_deep']);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`p${n}`, { type: 'string' }]));
    expect(outputSchemaIssues({ type: 'object', properties: many }).map(({ code }) => code)).toEqual([
      'output_too_many',
    ]);
  });
});

describe('closeOutputSchema', () => {
  it('asks for a text where nothing is declared', () => {
    expect(closeOutputSchema(null)).toBe(textOutput);
    expect(closeOutputSchema({ type: 'object', properties: {} })).toBe(textOutput);
  });

  it('requires everything; what was optional may be null', () => {
    const check = zodOfOutput({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { enum: ['x'] },
        c: { type: 'object', properties: { d: { const: 1 } } },
      },
      required: ['a', 'c'],
    });
    expect(check.safeParse({ a: 'y', b: null, c: { d: 1 } }).success).toBe(true);
    expect(check.safeParse({ a: 'y', c: { d: 1 } }).success).toBe(false);
    expect(check.safeParse({ a: 'y', b: null, c: { d: 1, e: 2 } }).success).toBe(false);
    expect(check.safeParse({ a: null, b: 'x', c: { d: 1 } }).success).toBe(false);
  });

  it('requires everything where nothing is said about it', () => {
    const check = zodOfOutput({ type: 'object', properties: { decision: { enum: ['approve', 'hold'] } } });
    expect(check.safeParse({}).success).toBe(false);
    expect(check.safeParse({ decision: 'hold' }).success).toBe(true);
  });
});
