import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { evaluateExpression, evaluateTemplate, resolveDeep } from './evaluate-expression.ts';
import { ExpressionError } from './expression-error.ts';

const options = { nowMs: Date.UTC(2026, 10, 23, 9), seed: 'run 1' };
const scope = {
  trigger: {
    order: {
      id: 7,
      total: 140,
      note: null,
      items: [
        { sku: 'a', price: 2 },
        { sku: 'b', price: 5 },
      ],
    },
  },
  steps: { review: { output: { decision: 'approve', 'due date': 'Monday' } } },
  vars: { rate: 2 },
};

const evaluate = (template: string, timeoutMs = 1_000) =>
  evaluateTemplate(template, scope, { ...options, timeoutMs });

async function failure(work: Promise<unknown>): Promise<ExpressionError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ExpressionError) return error;
  throw new Error(`expected an ExpressionError, got ${String(error)}`);
}

describe('a template gives', () => {
  it.each([
    ['plain text', 'plain text'],
    ['', ''],
    ['{{ trigger.order.total }}', 140],
    ['  {{ trigger.order.total > 100 }}\n', true],
    ['Order {{ trigger.order.id }}: {{ steps.review.output.decision }}', 'Order 7: approve'],
    ['{{ trigger.order.items.sku }}', ['a', 'b']],
    ['{{ trigger.order.items[price > 3] }}', { sku: 'b', price: 5 }],
    ['Items {{ trigger.order.items.sku }}', 'Items ["a","b"]'],
    ['<{{ trigger.nothing }}|{{ trigger.order.note }}>', '<|>'],
    ['{{ trigger.nothing }}', undefined],
    ['{{ trigger.order.note }}', null],
    ['{{ steps.review.output.`due date` }}', 'Monday'],
    ['{{ {"a":{"b":vars.rate}}}}', { a: { b: 2 } }],
    ['{{ [trigger.nothing, 1] }}', [1]],
    ['{{ $now() }}', '2026-11-23T09:00:00.000Z'],
    ["{{ $now('[Y0001]/[M01]') }}", '2026/11'],
    ['{{ $millis() }}', Date.UTC(2026, 10, 23, 9)],
    ["{{ $toMillis('08:30', '[H01]:[m01]') }}", Date.UTC(2026, 10, 23, 8, 30)],
    ["{{ $toMillis('2026-01-02T00:00:00Z') }}", Date.UTC(2026, 0, 2)],
    ["{{ $match('b-12', /([a-z])-(\\d+)/).groups }}", ['b', '12']],
    ["{{ $replace('a1b22', /\\d+/, '#') }}", 'a#b#'],
    ["{{ $split('A,b;c', /[,;]/) }}", ['A', 'b', 'c']],
    ["{{ $contains('HELLO', /hello/i) }}", true],
    ["{{ $distinct([1, '1', 1, {'a':1,'b':2}, {'b':2,'a':1}]) }}", [1, '1', { a: 1, b: 2 }]],
    ["{{ $pad('x', -3, '#') & $pad('y', 3) & $join(['a','b'], '-') }}", '##xy  a-b'],
    ['{{ $parse(\'{"a":[1]}\').a }}', [1]],
    ['{{ trigger.constructor }}', undefined],
    ['{{ trigger.__proto__ }}', undefined],
  ])('for %s the value %j', async (template, expected) => {
    expect(await evaluate(template)).toEqual(expected);
  });

  it('plain JSON, without the hidden marks of JSONata', async () => {
    const skus = await evaluate('{{ trigger.order.items.sku }}');
    expect(Object.getOwnPropertyNames(skus)).toEqual(['0', '1', 'length']);
  });

  it('no function inside a value, and none as the value', async () => {
    expect(await evaluate('{{ {"f": function($x){$x}, "a": 1} }}')).toEqual({ a: 1 });
    expect((await failure(evaluate('{{ $count }}'))).message).toContain('gives a function');
  });

  it('nothing that could reach a prototype', async () => {
    const value = await evaluateTemplate(
      '{{ a }}',
      JSON.parse('{"a":{"__proto__":{"admin":true},"b":1}}'),
      options,
    );
    expect(Object.keys(value as object)).toEqual(['b']);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
  });

  it('for a plain path what JSONata gives', async () => {
    const names = fc.constantFrom('a', 'b', 'c');
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 0, '', 'x', true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, json),
        fc.array(names, { minLength: 1, maxLength: 4 }),
        async (input, path) => {
          const source = path.join('.');
          const theirs = JSON.stringify(await jsonata(source).evaluate(input));
          expect(JSON.stringify(await evaluateExpression(source, input, options))).toEqual(theirs);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('an expression that would not end', () => {
  it.each([
    ['{{ ($f := function($x){ $f($x + 1) }; $f(1)) }}', 'expression_timeout', 'longer than 400 ms'],
    ['{{ ($f := function($x){ 1 + $f($x + 1) }; $f(1)) }}', 'expression_failed', 'calls itself too often'],
    ['{{ [1..10000000] }}', 'expression_failed', 'too long'],
    [
      '{{ $map([1..100000], function($x){ $map([1..100000], function($y){ $y }) }) }}',
      'expression_timeout',
      'endless',
    ],
    [
      "{{ $reduce([1..60], function($a, $b){ $a & $a }, 'xxxxxxxx') }}",
      'expression_failed',
      'larger than 4 MB',
    ],
    [
      "{{ $reduce([1..60], function($a, $b){ {'l': $a, 'r': $a} }, 1) }}",
      'expression_failed',
      'larger than 4 MB',
    ],
    ['{{ $reduce([1..60], function($a, $b){ [$a, $a] }, [1, 2]) }}', 'expression_failed', ''],
    ["{{ $pad('x', 1000000000) }}", 'expression_failed', 'larger than 4 MB'],
    ["{{ $match($pad('a', 100000, 'a'), /a[^b]*b|a/) }}", 'expression_timeout', 'longer than 400 ms'],
    [
      "{{ $match($pad('a', 200000, 'a'), /((a|b|c)*d){10,60}x/) }}",
      'expression_failed',
      'too many for this pattern',
    ],
    [
      "{{ $toMillis('1111111111111111111111111x', '[Y]1[M]1[D]1[H]1[m]1[s]') }}",
      'expression_failed',
      '$toMillis',
    ],
    ["{{ $eval('1 + 1') }}", 'expression_failed', '$parse'],
  ])('ends with a clear error: %s', async (template, code, message) => {
    const error = await failure(evaluate(template, 400));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it('does not slow a pattern that makes other engines explode', async () => {
    expect(
      await evaluate("{{ $contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/) }}"),
    ).toBe(false);
  });

  it('does not spend the time of those that wait for their turn', async () => {
    const loop = failure(evaluate('{{ ($f := function(){ $f() }; $f()) }}', 400));
    const others = Promise.all(Array.from({ length: 20 }, () => evaluate('{{ $sum([1..200]) }}', 300)));
    expect((await loop).code).toBe('expression_timeout');
    expect(await others).toEqual(Array(20).fill(20_100));
  });
});

describe('an expression that fails', () => {
  it.each([
    ['x {{ 1 + trigger.order.items }}', 'Right of `+` is no number. Wrap it in $number( ).', 7],
    ['{{ $foo(1) }}', 'There is no function $foo.', 4],
    ["{{ $error('No stock') }}", 'No stock.', 4],
    ['{{ $number("12a") }}', 'number', 4],
  ])('names the reason and the place: %s', async (template, message, position) => {
    const error = await failure(evaluate(template));
    expect(error).toMatchObject({ code: 'expression_failed', template });
    expect(error.message).toContain(message);
    expect(Math.abs(error.position - position)).toBeLessThan(3);
  });

  it('is invalid before anything is evaluated, where it is written wrong', async () => {
    const error = await failure(evaluate('{{ trigger.order.id }} {{ 1 + }}'));
    expect(error).toMatchObject({ code: 'expression_invalid', position: 30 });
  });
});

describe('a replay', () => {
  it('draws the same random numbers, and other numbers for another step', async () => {
    const draw = (seed: string) =>
      evaluateTemplate('{{ [$random(), $random()] & $string($shuffle([1..9])) }}', {}, { ...options, seed });
    expect(await draw('run 1 step a')).toEqual(await draw('run 1 step a'));
    expect(await draw('run 1 step a')).not.toEqual(await draw('run 1 step b'));
  });

  it('draws other numbers in each field of a step', async () => {
    const values = (await resolveDeep({ a: '{{ $random() }}', b: '{{ $random() }}' }, {}, options)) as Record<
      string,
      number
    >;
    expect(values.a).not.toBe(values.b);
    expect(values.a).toBeGreaterThanOrEqual(0);
    expect(values.a).toBeLessThan(1);
  });
});

describe('resolving a value', () => {
  it('fills templates at any depth, and gives null where an expression finds nothing', async () => {
    const value = {
      to: ['{{ trigger.order.id }}', '{{ no }}'],
      body: { n: { total: '{{ trigger.order.total }}' } },
      keep: 3,
      none: null,
    };
    expect(await resolveDeep(value, scope, options)).toEqual({
      to: [7, null],
      body: { n: { total: 140 } },
      keep: 3,
      none: null,
    });
    expect(await resolveDeep('{{ trigger.nothing }}', scope, options)).toBeUndefined();
  });

  it('refuses a value that nests without end', async () => {
    const deep: Record<string, unknown> = {};
    deep.self = deep;
    expect((await failure(resolveDeep(deep, scope, options))).message).toContain(
      'nests deeper than 100 levels',
    );
  });

  it('leaves a value without templates as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        if (text.includes('{{') || text.includes('__proto__')) return;
        expect(await resolveDeep(JSON.parse(text), scope, options)).toEqual(JSON.parse(text));
      }),
    );
  });
});
