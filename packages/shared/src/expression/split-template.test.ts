import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTemplate } from './split-template.ts';

const sources = (template: string) =>
  splitTemplate(template).parts.flatMap((part) => (part.kind === 'expression' ? [part.source.trim()] : []));

describe('a template', () => {
  it.each([
    ['{{ a }}', ['a']],
    ['{{a}}{{b}}', ['a', 'b']],
    ['{{ {"a":{"b":1}}}}', ['{"a":{"b":1}}']],
    ['{{ "}}" }} and {{ b }}', ['"}}"', 'b']],
    ["{{ 'it\\'s }}' }}", ["'it\\'s }}'"]],
    ['{{ `}}`.x }}', ['`}}`.x']],
    ['{{ /* }} */ a }}', ['/* }} */ a']],
    ['{{ $match(a, /\\}}/) }}', ['$match(a, /\\}}/)']],
    ['{{ $match(a, /[/{}]}}/) }}', ['$match(a, /[/{}]}}/)']],
    ['{{ a / b }} x {{ c / d }}', ['a / b', 'c / d']],
    ['{{ a in /x}}/ }}', ['a in /x}}/']],
    ['{{ a /* " */ / b }}"{{ c }}', ['a /* " */ / b', 'c']],
    ['{{ items{sku: price}}}', ['items{sku: price}']],
    ['no braces { } }}', []],
  ])('%s holds the expressions %j', (template, expected) => {
    expect(sources(template)).toEqual(expected);
  });

  it.each([
    ['a {{ b', 2],
    ['{{ "x }}', 0],
    ['{{ a }} {{ {"b": 1 }}', 8],
    ['{{ } }}', 0],
  ])('%s says where an expression stays open', (template, at) => {
    expect(splitTemplate(template).unclosedAt).toBe(at);
  });

  it('keeps every character of what it splits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{{', '}}', ' a ', '"', "'", '{', '}', '/', '`', '*', 'x')),
        (pieces) => {
          const template = pieces.join('');
          const { parts, unclosedAt } = splitTemplate(template);
          const written = parts
            .map((part) => (part.kind === 'text' ? part.text : `{{${part.source}}}`))
            .join('');
          expect(template.startsWith(written)).toBe(true);
          if (unclosedAt === undefined) expect(written).toBe(template);
        },
      ),
    );
  });
});
