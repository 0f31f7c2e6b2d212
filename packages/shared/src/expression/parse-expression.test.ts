import { describe, expect, it } from 'vitest';
import { parseTemplate, referencesOf, templateProblems, unknownNamesOf } from './parse-expression.ts';

const written = (template: string) =>
  referencesOf(template).map(({ root, nodeId, path }) =>
    [root, ...(nodeId ? [nodeId] : []), ...path].join('.'),
  );

describe('references', () => {
  it.each([
    ['{{ trigger.order.total > 100 }}', ['trigger.order.total']],
    [
      'Hi {{ trigger.name }}, {{ steps.review.output.decision }}',
      ['trigger.name', 'steps.review.output.decision'],
    ],
    ['{{ steps.`review`.output."due date" }}', ['steps.review.output.due date']],
    ['{{ trigger.items[price > 3].sku }}', ['trigger.items.sku']],
    ['{{ trigger.items[price > $$.vars.limit].sku }}', ['trigger.items.sku', 'vars.limit']],
    ['{{ trigger.items.(sku & price) }}', ['trigger.items']],
    ['{{ trigger.items^(>price).sku }}', ['trigger.items']],
    ['{{ trigger.items{sku: $sum(price)} }}', ['trigger.items']],
    ['{{ $map(trigger.items, function($i){ $i.price * vars.rate }) }}', ['trigger.items', 'vars.rate']],
    ['{{ ($t := trigger.order; $t.total) }}', ['trigger.order']],
    ['{{ {"a": item, "b": [index, now]} }}', ['item', 'index', 'now']],
    ['{{ $.run.id & callbacks.wait.url }}', ['run.id', 'callbacks.wait.url']],
    ['{{ trigger.a ~> $uppercase }}', ['trigger.a']],
    ['{{ -trigger.a + (trigger.b) }}', ['trigger.a', 'trigger.b']],
    ['{{ trigger ~> |items|{"x": price}| }}', ['trigger']],
    ['{{ "steps.review.output" }}', []],
    ['{{ order.total }}', []],
  ])('of %s are %j', (template, expected) => {
    expect(written(template)).toEqual(expected);
  });

  it.each([
    ['{{ steps.a.output ?? "none" }}', true],
    ['{{ steps.a.output ?: "none" }}', true],
    ['{{ $exists(steps.a.output) }}', true],
    ['{{ vars.b ? steps.a.output : 1 }}', true],
    ['{{ steps.a.output & "" }}', false],
  ])('know whether %s deals with a missing value itself', (template, guarded) => {
    expect(referencesOf(template).find(({ nodeId }) => nodeId === 'a')?.guarded).toBe(guarded);
  });

  it('name the place of the root and of the node in the template', () => {
    const template = 'Total: {{ 1 + steps.`review`.output }}';
    const [reference] = referencesOf(template);
    expect(template.slice(reference?.position)).toMatch(/^steps/);
    expect(template.slice(reference?.nodeRange?.start, reference?.nodeRange?.end)).toBe('`review`');
  });

  it('leave names that no scope has to the finder of unknown names', () => {
    expect(unknownNamesOf('{{ order.total + trigger.total }}')).toEqual([{ name: 'order', position: 3 }]);
  });
});

describe('a template that is written wrong', () => {
  it.each([
    ['{{ }}', 2, 'There is nothing between {{ and }}.'],
    ['{{ trigger. }}', 12, 'The expression ends too early.'],
    ['x {{ a b }}', 7, '`b` does not fit here.'],
    ['{{ a', 0, 'This expression is not closed. Write }} behind it.'],
    ['{{ (1, 2] }}', 5, 'Here should be `)`, and there is `,`.'],
    ['{{ $match(a, /(?=x)/) }}', 13, 'Patterns have no look-ahead'],
    [`{{ "${'x'.repeat(10_000)}" }}`, 2, 'The expression is longer than 10,000 characters.'],
  ])('says what is wrong and where: %#', (template, position, message) => {
    const [problem] = templateProblems(template);
    expect(problem?.message).toContain(message);
    expect(problem?.position).toBe(position);
  });

  it('survives brackets without end', () => {
    expect(templateProblems(`{{ ${'('.repeat(9_000)} }}`)).toHaveLength(1);
  });

  it('names every expression with a mistake', () => {
    expect(templateProblems('{{ 1 + }} {{ a }} {{ * / }}')).toHaveLength(2);
  });
});

it('reads a template once and remembers it', () => {
  expect(parseTemplate('{{ trigger.remembered }}')).toBe(parseTemplate('{{ trigger.remembered }}'));
});

it('forgets the templates that were used longest ago', () => {
  const first = parseTemplate('{{ trigger.forgotten }}');
  for (let number = 0; number < 2_100; number++) parseTemplate(`text ${number}`);
  expect(parseTemplate('{{ trigger.forgotten }}')).not.toBe(first);
});
