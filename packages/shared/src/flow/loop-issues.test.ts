import { describe, expect, it } from 'vitest';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import { flowIssues } from './flow-issues.ts';

const loop = (config: Record<string, unknown> = {}) => ({ type: 'for-each', config });
const waits = { type: 'wait-for-callback' };
const text = (template: string) => ({ config: { text: template } });
const judge = (document: FlowDocument) =>
  flowIssues(document, testCatalogue).map(({ level, nodeId, code }) => `${level} ${nodeId} ${code}`);
const sentences = (document: FlowDocument) =>
  flowIssues(document, testCatalogue).map(({ message }) => message);

describe('the drawing of a loop', () => {
  it.each<[string, string, string[]]>([
    ['a body and what comes after it', 'start > l, l.each > a, a > b, l.out > c', []],
    ['a body of two paths that join in it', 'start > l, l.each > a, a.yes > b, a.no > c, b > d, c > d', []],
    ['two loops behind each other', 'start > l, l.each > a, l.out > k, k.each > b', []],
    ['two loops beside each other', 'start > l, start > k, l.each > a, k.each > b', []],
    [
      'an edge into the body',
      'start > l, l.each > b, start > b',
      ['error start loop_border', 'warning b paths_meet'],
    ],
    [
      'an edge out of the body, to a step that runs outside',
      'start > l, start > c, l.each > a, a > c',
      ['error start loop_border', 'warning c paths_meet'],
    ],
    [
      'a step behind both ways of the loop',
      'start > l, l.each > a, a > b, l.out > b',
      ['error l loop_border'],
    ],
    [
      'a step in the bodies of two loops',
      'start > l, start > k, l.each > b, k.each > b',
      ['error k loop_border', 'error l loop_border', 'warning b paths_meet'],
    ],
    ['a loop in a loop', 'start > l, l.each > k, k.each > b', ['error k nested_loop']],
    ['a loop behind the body of a loop', 'start > l, l.each > a, a > k, k.each > b', ['error k nested_loop']],
    ['a loop that repeats nothing', 'start > l, l.out > b', ['warning l empty_loop']],
  ])('with %s', (_, edges, expected) => {
    const types = { l: loop(), k: loop(), a: edges.includes('a.') ? { type: 'fork' } : {} };
    const used = Object.fromEntries(
      Object.entries(types).filter(([id]) => new RegExp(`\\b${id}\\b`).test(edges)),
    );
    expect(judge(drawFlow(edges, used)).sort()).toEqual(expected);
  });

  it('says what to do', () => {
    expect(sentences(drawFlow('start > l, start > c, l.each > a, a > c', { l: loop() }))).toContain(
      'C is inside L, for "each item" leads to it, and START is not. Only steps of that loop can lead to it.',
    );
    expect(sentences(drawFlow('start > l, l.each > a, a > b, l.out > b', { l: loop() }))).toEqual([
      'B stands behind "each item" of L and behind "when all are done". Remove one of the ways to it.',
    ]);
    expect(sentences(drawFlow('start > l, l.each > k, k.each > b', { l: loop(), k: loop() }))).toEqual([
      'K is inside L, and a loop holds no other loop. Repeat over one flat list, or move it out.',
    ]);
  });

  it('says of a circle through a loop that it is one', () => {
    expect(judge(drawFlow('start > l, l.each > a, a > l', { l: loop() }))).toContain('error a circle');
  });
});

describe('a reference', () => {
  const edges = 'start > before, before > l, l.each > one, one > two, l.out > after';
  const read = (id: string, template: string, more: Record<string, object> = {}) =>
    sentences(
      drawFlow(edges, { l: loop({ items: '{{ trigger.order.lines }}' }), ...more, [id]: text(template) }),
    );

  it.each([
    ['one', '{{ item.sku & index & steps.before.output.reason }}'],
    ['two', '{{ item.price * index }} {{ steps.one.output.reason }}'],
    ['after', '{{ steps.l.output.items }} {{ steps.before.output.reason }}'],
  ])('of %s to what it can see is right: %s', (id, template) => {
    expect(read(id, template)).toEqual([]);
  });

  it.each([
    [
      'after',
      '{{ item.sku }}',
      '`item` has a value only inside a loop. Put this step behind the port each of For each.',
    ],
    [
      'after',
      '{{ steps.two.output.reason }}',
      'TWO runs once for each item of L, so there is no one result. Read `steps.l.output.items`.',
    ],
    ['before', '{{ steps.two.output.reason }}', 'TWO runs after this step. Choose one that runs before it.'],
    [
      'one',
      '{{ steps.l.output.count }}',
      'L is not over while its items run. Read `item`, or read it behind "when all are done".',
    ],
    ['one', '{{ item.skuu }}', 'An item has no `skuu`. It has sku, price.'],
    [
      'one',
      '{{ steps.after.output.reason }}',
      'AFTER does not lead to this step, so its result may not be there. Connect them.',
    ],
  ])('of %s to %s: %s', (id, template, sentence) => {
    expect(read(id, template)).toEqual([sentence]);
  });

  it('to an item of a list that is worked out is not judged', () => {
    const items = '{{ [trigger.order.lines[price > 3]] }}';
    expect(read('one', '{{ item.any.thing }}', { l: loop({ items }) })).toEqual([]);
  });

  it('to a body from beside the loop names the loop, also where both have one', () => {
    const document = drawFlow('start > l, l.each > a, l.out > k, k.each > b', {
      l: loop(),
      k: loop(),
      b: text('{{ steps.a.output.reason }}'),
    });
    expect(judge(document)).toEqual(['error b inside_loop']);
  });
});

describe('the result of an item', () => {
  const edges = 'start > before, before > l, l.each > a, a.yes > b, a.no > c, b > d, c > d, l.out > after';
  const read = (result: string) =>
    flowIssues(drawFlow(edges, { l: loop({ result }), a: { type: 'fork' } }), testCatalogue).map(
      ({ level, path, message }) => `${level} ${path}: ${message}`,
    );

  it('reads the item, the steps before the loop and those of the body, of which those must run that it relies on', () => {
    const relies =
      '{{ {"at": index, "sku": item.sku, "by": steps.d.output.reason, "from": steps.before.output} }}';
    expect(read(relies)).toEqual([]);
    expect(read('{{ item & steps.a.output & (steps.b.output ?? 1) }}')).toEqual([]);
  });

  it.each([
    ['a filter ends some items before it', 'l.each > s, s > d', { s: { type: 'sieve' } }],
    ['one way leads past it', 'l.each > a, a.yes > d, a.no > c', { a: { type: 'fork' } }],
    ['errors go another way', 'l.each > r, r > d, r.error > c', { r: { onError: 'port' as const } }],
  ])('warns of a step that not every item has, for %s', (_, body, nodes) => {
    const document = drawFlow(`start > l, ${body}`, {
      l: loop({ result: '{{ steps.d.output.reason }}' }),
      ...nodes,
    });
    expect(judge(document)).toEqual(['warning l on_other_branch']);
  });

  it.each([
    [
      '{{ steps.b.output.reason }}',
      'warning config.result: B runs only on yes. Give a value for the other case? Write ?? and the value behind it.',
    ],
    [
      '{{ steps.b.output.reson }}',
      'warning config.result: B runs only on yes. Give a value for the other case? Write ?? and the value behind it.',
    ],
    [
      '{{ steps.after.output }}',
      'error config.result: AFTER runs after this step. Choose one that runs before it.',
    ],
    [
      '{{ steps.l.output }}',
      'error config.result: A step cannot read its own output. Choose one that runs before it.',
    ],
    ['{{ steps.aa.output }}', 'error config.result: There is no step `aa`. Use `a`?'],
  ])('%s: %s', (result, sentence) => {
    expect(read(result)).toEqual([sentence]);
  });

  it('does not make the items of the loop see an item', () => {
    const document = drawFlow('start > l, l.each > a', { l: loop({ items: '{{ item.lines }}' }) });
    expect(judge(document)).toEqual(['error l outside_loop']);
  });
});

describe('the address of a wait', () => {
  const edges = 'start > w, w > l, l.each > a, a > v, l.out > b';
  const read = (id: string) =>
    judge(
      drawFlow(edges, {
        l: loop(),
        w: waits,
        v: waits,
        [id]: text('{{ callbacks.w.url & callbacks.v.url }}'),
      }),
    );

  it('outside loops is read anywhere, one in a loop only there', () => {
    expect(read('a')).toEqual([]);
    expect(read('b')).toEqual(['error b callback_in_loop']);
    expect(
      sentences(drawFlow(edges, { l: loop(), w: waits, v: waits, b: text('{{ callbacks.v.url }}') })),
    ).toEqual(['V has an address of its own for each item of L. Only steps of that loop can read it.']);
  });
});
