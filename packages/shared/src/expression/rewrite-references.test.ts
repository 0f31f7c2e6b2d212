import { describe, expect, it } from 'vitest';
import { renameInTemplate, rewriteReferences } from './rewrite-references.ts';
import { writePath } from './write-path.ts';

const rename = (template: string) =>
  renameInTemplate(
    template,
    new Map([
      ['review', 'check'],
      ['wait', 'true'],
    ]),
  );

describe('renaming an address in a template', () => {
  it.each([
    ['{{ steps.review.output.x }}', '{{ steps.check.output.x }}'],
    [
      'a {{ steps.review.output & steps.`review`.error }} b {{ steps."review" }}',
      'a {{ steps.check.output & steps.check.error }} b {{ steps.check }}',
    ],
    ['{{ "steps.review" & steps.review.output }}', '{{ "steps.review" & steps.check.output }}'],
    [
      '{{ steps.review2.output & trigger.steps.review & review }}',
      '{{ steps.review2.output & trigger.steps.review & review }}',
    ],
    [
      '{{ trigger.items[$$.steps.review.output > price] }}',
      '{{ trigger.items[$$.steps.check.output > price] }}',
    ],
    ['{{ trigger.list.steps.review }}', '{{ trigger.list.steps.review }}'],
    ['{{ callbacks.wait.url }}', '{{ callbacks.`true`.url }}'],
    ['{{ steps.review. }}', '{{ steps.review. }}'],
    ['steps.review.output', 'steps.review.output'],
    ['{{ steps.review ?? steps.review.output }}', '{{ steps.check ?? steps.check.output }}'],
  ])('makes of %s', (before, after) => {
    expect(rename(before)).toBe(after);
  });
});

it('rewrites only the nodes that refer to the address', () => {
  const node = (id: string, url: string) => ({
    id,
    type: 'x',
    name: id,
    position: { x: 0, y: 0 },
    config: { deep: [{ url }] },
  });
  const document = {
    schema: 'sista.flow/1' as const,
    name: 'f',
    nodes: [node('a', '{{ steps.review.output }}'), node('b', 'steps.review')],
    edges: [],
  };
  const after = rewriteReferences(document, new Map([['review', 'check']]));
  expect(after.nodes[0]?.config).toEqual({ deep: [{ url: '{{ steps.check.output }}' }] });
  expect(after.nodes[1]).toBe(document.nodes[1]);
  expect(rewriteReferences(document, new Map([['other', 'x']]))).toBe(document);
});

it('writes a path with backticks where a name needs them', () => {
  expect(writePath(['steps', 'review', 'output', 'due date', 'in', 'a`b'.replace('`', '')])).toBe(
    'steps.review.output.`due date`.`in`.ab',
  );
});
