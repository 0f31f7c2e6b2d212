import { describe, expect, it } from 'vitest';
import { triggerOrder } from './trigger-order.definition.ts';

describe('trigger-order', () => {
  it('offers the total of the order, a number for comparing, before anything was sent', () => {
    const shape = triggerOrder.outputShape({}).properties?.order?.properties?.total;
    expect(shape?.type).toEqual(['number', 'null']);
  });

  it('names the sender on its card', () => {
    expect(triggerOrder.summarise({ source: 'acme' })).toBe('From acme');
  });

  it('can be tested with a plain order, an exception, and one that gives orders', () => {
    expect(triggerOrder.samples.map((sample) => sample.id)).toEqual(['plain', 'exception', 'hostile']);
  });
});
