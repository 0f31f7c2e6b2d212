import { describe, expect, it } from 'vitest';
import { insertPath } from './caret.ts';
import { readComparison, writeComparison } from './comparison.ts';
import { membersOf, shapeOfMembers } from './shape-members.ts';
import { textOfValue, valueOfText } from './stored-text.ts';

describe('conditions', () => {
  it('reads every comparison that the form can write, and leaves the rest to be written', () => {
    const texts = [
      '{{ trigger.order.total > 100 }}',
      '{{ steps.review.output.decision = "approve" }}',
      '{{ $contains(trigger.body.note, "gift") }}',
      '{{ $exists(trigger.order.email) }}',
      '{{ $not($exists(trigger.order.email)) }}',
      '{{ trigger.body.code = "100" }}',
    ];
    for (const text of texts) {
      const read = readComparison(text);
      expect(read && writeComparison(read)).toBe(text);
    }
    expect(readComparison('{{ a > 1 and b < 2 }}')).toBeUndefined();
    expect(readComparison('plain text')).toBeUndefined();
  });
});

describe('picking data', () => {
  it('adds braces outside an expression and none inside', () => {
    expect(insertPath('Order ', 6, 'trigger.id').text).toBe('Order {{ trigger.id }}');
    expect(insertPath('{{ tri', 6, 'trigger.id').text).toBe('{{ trigger.id }}');
    expect(insertPath('{ "a":  }', 7, 'trigger.id', true).text).toBe('{ "a": "{{ trigger.id }}" }');
    expect(insertPath('{ "a": "No. " }', 12, 'trigger.id', true).text).toBe(
      '{ "a": "No. {{ trigger.id }}" }',
    );
    expect(insertPath('{{ $sum() }}', 8, 'trigger.items.price').text).toBe('{{ $sum(trigger.items.price) }}');
  });
});

describe('values as text', () => {
  it('gives back what was stored, whatever it was', () => {
    for (const value of [
      'text',
      '42',
      42,
      true,
      null,
      'true',
      { a: 1 },
      [1],
      '{{ a }}',
      '"quoted"',
      '',
      'null',
    ])
      expect(valueOfText(textOfValue(value))).toEqual(value);
  });
});

describe('fields of a result', () => {
  it('turns rows into a closed schema and back', () => {
    const schema = {
      type: 'object',
      properties: {
        decision: { enum: ['approve', 'hold'] },
        lines: {
          type: 'array',
          items: {
            type: 'object',
            properties: { sku: { type: 'string' } },
            required: ['sku'],
            additionalProperties: false,
          },
        },
        count: { type: 'integer' },
      },
      required: ['decision', 'lines', 'count'],
      additionalProperties: false,
    };
    const members = membersOf(schema);
    expect(members && shapeOfMembers(members)).toEqual(schema);
  });

  it('leaves to JSON what rows cannot show', () => {
    expect(membersOf({ type: 'object', properties: { a: { anyOf: [{ type: 'string' }] } } })).toBeUndefined();
  });
});
