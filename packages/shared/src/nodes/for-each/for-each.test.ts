import { describe, expect, it } from 'vitest';
import { configIssues } from '../../node/config-issues.ts';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { forEach } from './for-each.definition.ts';
import { executeForEach, mostItems } from './for-each.executor.ts';

const lines = [
  { sku: 'LAMP-01', quantity: 2 },
  { sku: 'MUG-04', quantity: 1 },
];
const scope = { trigger: { order: { items: lines, note: 'call first' } } };
const run = (config: Record<string, unknown>, more: object = scope) =>
  runExecutor(executeForEach, { config, scope: { ...more } });

describe('for-each', () => {
  it('asks for one round an item, in order, and fails with the first that fails unless told otherwise', async () => {
    const { result } = await run({ items: '{{ trigger.order.items }}' });
    expect(result).toEqual({
      kind: 'each',
      each: { count: 2, atOnce: 1, onItemError: 'stop', result: null },
    });
  });

  it('hands on the result of an item as it is written, for it is read when the item is done', async () => {
    const result = '{{ {"sku": item.sku, "decision": steps.review.output.decision} }}';
    const config = { items: '{{ trigger.order.items }}', concurrency: 50, onItemError: 'collect', result };
    expect((await run(config)).result).toEqual({
      kind: 'each',
      each: { count: 2, atOnce: 50, onItemError: 'collect', result },
    });
  });

  it('takes an empty list, and a list that is written out', async () => {
    expect((await run({ items: '{{ [trigger.order.items[quantity > 9]] }}' })).result).toMatchObject({
      each: { count: 0 },
    });
    expect((await run({ items: ['a', '{{ trigger.order.note }}'] })).result).toMatchObject({
      each: { count: 2 },
    });
  });

  it.each([
    ['{{ trigger.order.note }}', 'Items: Needs a list; this is a text.'],
    ['{{ trigger.order.items[quantity > 1] }}', 'An expression that finds one item gives that item alone'],
    ['{{ trigger.order.nothing }}', 'Items is missing. Its expression found nothing here.'],
    ['{{ trigger.order }}', 'Items: Needs a list; this is an object.'],
  ])('refuses %s, which gives no list, and says what to do', async (items, sentence) => {
    const { result } = await run({ items });
    expect(result).toMatchObject({ kind: 'failed', code: 'config_invalid', path: 'items', retry: false });
    expect(result).toMatchObject({ message: expect.stringContaining(sentence) });
  });

  it('refuses more than 10,000 items', async () => {
    const many = (count: number) => ({ trigger: { list: Array.from({ length: count }, (_, at) => at) } });
    expect((await run({ items: '{{ trigger.list }}' }, many(mostItems))).result).toMatchObject({
      kind: 'each',
    });
    expect((await run({ items: '{{ trigger.list }}' }, many(mostItems + 1))).result).toMatchObject({
      kind: 'failed',
      code: 'loop_too_large',
      message: expect.stringContaining('10,001 items'),
    });
  });

  it.each([0, 51, 1.5, '{{ trigger.order.total }}'])('does not take %s items at once', (concurrency) => {
    const config = { items: '{{ trigger.order.items }}', concurrency };
    expect(configIssues(forEach, config)).toContainEqual(expect.objectContaining({ path: 'concurrency' }));
  });

  it.each<[unknown, string[]]>([
    ['', ['invalid_type']],
    ['one, two', ['invalid_type']],
    ['all of {{ trigger.order.items }}', ['not_a_list']],
    ['{{ trigger.order.items[quantity > 1] }}', ['maybe_not_a_list']],
    ['{{ trigger.order.items[quantity > 1].sku }}', ['maybe_not_a_list']],
    ['{{ [trigger.order.items[quantity > 1]] }}', []],
    ['{{ trigger.order.items[quantity > 1][] }}', []],
    ['{{ trigger.order.items }}', []],
    [['a', 'b'], []],
  ])('of the list %j the issues are %j', (items, codes) => {
    expect(configIssues(forEach, { items }).map(({ code }) => code)).toEqual(codes);
  });

  it('shows its list on the card', () => {
    expect(forEach.summarise({})).toBe('No list yet');
    expect(forEach.summarise({ items: '{{ trigger.order.items }}' as never })).toBe('trigger.order.items');
    expect(forEach.summarise({ items: ['a'] })).toBe('1 item');
  });
});
