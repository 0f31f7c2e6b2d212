import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataShape } from '../node/data-shape.ts';
import { unknownMember } from '../node/shape-path.ts';
import { mergeShapes, scopeShape, shapeOfValue } from './data-shapes.ts';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';

describe('what a step can read', () => {
  const flow = { ...drawFlow('start > a, a > b, b > c, c > d'), vars: { limit: 3 } };
  const shape = scopeShape(flow, 'c', testCatalogue);

  it('is the trigger, the steps before it with the nearest first, and the variables', () => {
    expect(Object.keys(shape.properties?.steps?.properties ?? {})).toEqual(['b', 'a']);
    expect(shape.properties?.steps?.properties?.b).toMatchObject({ title: 'B' });
    expect(shape.properties?.vars?.properties).toEqual({ limit: { type: 'number' } });
    expect(shape.properties).not.toHaveProperty('item');
  });

  it('has item and index inside a loop', () => {
    const loop = drawFlow('start > l, l.each > b, l.out > c', { l: { type: 'for-each' } });
    expect(scopeShape(loop, 'b', testCatalogue).properties).toHaveProperty('item');
    expect(scopeShape(loop, 'c', testCatalogue).properties).not.toHaveProperty('item');
  });

  it.each<[unknown, DataShape]>([
    ['{{ trigger.order.lines }}', { properties: { sku: { type: 'string' }, price: { type: 'number' } } }],
    ['{{ trigger.body.seen }}', { properties: { name: { type: 'string' } } }],
    ['{{ steps.a.output.rows }}', { properties: { n: { type: 'number' } } }],
    ['{{ vars.shops }}', { type: 'string' }],
    [['x', 'y'], { type: 'string' }],
    ['{{ trigger.order.total }}', {}],
    ['{{ [trigger.order.lines[price > 3]] }}', {}],
  ])('knows what an item of %j is', (items, item) => {
    const document = {
      ...drawFlow('start > a, a > l, l.each > b', {
        l: { type: 'for-each', config: { items } },
        a: { type: 'merge' },
      }),
      vars: { shops: ['north'] },
    };
    const sample = {
      trigger: { body: { seen: [{ name: 'x' }] } },
      steps: { a: { output: { rows: [{ n: 1 }] } } },
    };
    const { properties } = scopeShape(document, 'b', testCatalogue, sample);
    if (Object.keys(item).length === 0) expect(properties?.item).toEqual({});
    else expect(properties?.item).toMatchObject(item);
    expect(Object.keys(properties?.steps?.properties ?? {})).toEqual(['a']);
  });

  it('has the addresses of the waits outside loops and of those in its own', () => {
    const waits = { type: 'wait-for-callback' };
    const document = drawFlow('start > w, w > l, l.each > v, v > b, l.out > c', {
      l: { type: 'for-each' },
      w: waits,
      v: waits,
    });
    const addresses = (id: string) =>
      Object.keys(scopeShape(document, id, testCatalogue).properties?.callbacks?.properties ?? {});
    expect(addresses('b')).toEqual(['w', 'v']);
    expect(addresses('c')).toEqual(['w']);
  });

  it('grows by what a sample shows, where the declared shape is open', () => {
    const sample = {
      trigger: { body: { lines: [{ sku: 'x' }, { price: 2 }] }, order: { total: 1, extra: 1 } },
      steps: { b: { output: { decision: 'yes', more: 1 } } },
    };
    const seen = scopeShape(flow, 'c', testCatalogue, sample).properties;
    expect(seen?.trigger?.properties?.body).toEqual({
      type: 'object',
      properties: {
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string' }, price: { type: 'number' } } },
        },
      },
    });
    expect(seen?.trigger?.properties?.order?.properties).not.toHaveProperty('extra');
    expect(Object.keys(seen?.steps?.properties?.b?.properties?.output?.properties ?? {})).toEqual([
      'decision',
      'reason',
    ]);
  });
});

describe('a path', () => {
  const closed: DataShape = {
    type: 'object',
    properties: {
      order: {
        anyOf: [
          {
            type: 'object',
            properties: {
              items: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { sku: { type: 'string' } },
                  additionalProperties: false,
                },
              },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      open: { type: 'object', properties: {} },
      headers: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { x: {} }, additionalProperties: false },
      },
    },
    additionalProperties: false,
  };

  it.each([
    ['order.items.sku', undefined],
    ['order.items.price', { name: 'price', known: ['sku'] }],
    ['order.lines', { name: 'lines', known: ['items'] }],
    ['other', { name: 'other', known: ['order', 'open', 'headers'] }],
    ['open.any.thing', undefined],
    ['headers.any.x', undefined],
    ['headers.any.y', { name: 'y', known: ['x'] }],
  ])('%s leaves a closed shape at %j', (path, expected) => {
    expect(unknownMember(closed, path.split('.'))).toEqual(expected);
  });

  it('that a value has is never unknown to the shape of that value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shape = shapeOfValue(value);
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
        for (const name of Object.keys(value)) expect(unknownMember(shape, [name])).toBeUndefined();
        expect(mergeShapes(shape, shape)).toEqual(shape);
      }),
    );
  });
});
