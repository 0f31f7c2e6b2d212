import { describe, expect, it } from 'vitest';
import { triggerManual } from './trigger-manual.definition.ts';

const example = { customer: 'ada@example.com', amount: 40 };

describe('trigger-manual', () => {
  it('offers the fields of its example, and lets others come too', () => {
    const { properties } = triggerManual.outputShape({ example });
    expect(properties?.body).toMatchObject({
      properties: { customer: { type: 'string' }, amount: { type: 'number' } },
    });
    expect(properties?.body).not.toHaveProperty('additionalProperties');
  });

  it('tests with its example', () => {
    expect(triggerManual.sampleOutput({ example })).toMatchObject({ kind: 'manual', body: example });
  });

  it('has no ingress URL', () => {
    expect(triggerManual.trigger).toEqual({ kind: 'manual', ingress: false });
  });
});
