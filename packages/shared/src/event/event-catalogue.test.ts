import { describe, expect, it } from 'vitest';
import { isEventPattern } from '../endpoint/event-pattern.ts';
import { type AnyEventDefinition, dataSchema, summaryOf } from './define-event.ts';
import { eventEnvelope } from './event.schema.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { listEventTypes } from './event-json-schema.ts';

const definitions = Object.entries<AnyEventDefinition>(eventCatalogue);

describe.each(definitions)('%s', (type, definition) => {
  const data = {
    summary: summaryOf(definition, definition.example),
    ...definition.example,
    url: 'https://a.example/',
  };

  it('is registered under its own name, which an endpoint can subscribe to', () => {
    expect(definition.type).toBe(type);
    expect(isEventPattern(type)).toBe(true);
  });

  it('has an example that fits its own schema', () => {
    expect(dataSchema(definition).parse(data)).toEqual(data);
  });

  it('refuses a member that it does not name', () => {
    expect(dataSchema(definition).safeParse({ ...data, apiKey: 'sk_1' }).success).toBe(false);
  });

  it('says itself in one sentence of at most 200 characters', () => {
    expect(data.summary).toMatch(/\.$/);
    expect(data.summary.length).toBeLessThanOrEqual(200);
  });
});

describe('listEventTypes', () => {
  it('gives JSON Schema 2020-12 and an example in the envelope for every type and for custom events', () => {
    const cards = listEventTypes();
    expect(cards.map((card) => card.type)).toEqual([...Object.keys(eventCatalogue), 'custom.*']);
    for (const card of cards) {
      expect(card.schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(eventEnvelope.safeParse(card.example).success).toBe(true);
    }
  });
});
