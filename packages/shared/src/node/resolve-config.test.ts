import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configIssues } from './config-issues.ts';
import { defineNode } from './define-node.ts';
import { field } from './field.ts';
import { resolveConfig } from './resolve-config.ts';

const definition = defineNode({
  type: 'test',
  title: 'Test',
  summary: 'For tests.',
  category: 'data',
  icon: 'Box',
  summarise: () => '',
  config: z.object({
    url: field(z.url('Enter a whole URL.'), { label: 'Address', control: 'url', bindable: true }),
    count: field(z.int().max(10).default(5), { label: 'Count', control: 'number', bindable: true }),
    note: field(z.string().optional(), { label: 'Note', control: 'text', bindable: true }),
    prompt: field(z.string().default(''), {
      label: 'Prompt',
      control: 'prompt',
      bindable: true,
      resolve: false,
    }),
    rows: field(z.array(z.object({ name: z.string().min(1, 'Name it.'), value: z.unknown() })).default([]), {
      label: 'Rows',
      control: 'mapping',
      bindable: true,
    }),
    fixed: field(z.enum(['a', 'b']).default('a'), { label: 'Choice', control: 'choice' }),
  }),
  initial: { url: '' },
  issues: ({ note }) =>
    note === 'bad' ? [{ path: 'note', code: 'bad_note', message: 'Not this note.' }] : [],
});
const scope = { trigger: { host: 'example.com', n: 7, big: 99 } };
const options = { nowMs: 0, seed: 's' };
const resolve = (stored: Record<string, unknown>) => resolveConfig(definition, stored, scope, options);

describe('resolving a config', () => {
  it('evaluates bindable fields and reads them by the schema', async () => {
    const resolved = await resolve({
      url: 'https://{{ trigger.host }}/x',
      count: '{{ trigger.n }}',
      prompt: 'Ask {{ trigger.host }}',
      rows: [{ name: 'a', value: '{{ trigger.nothing }}' }],
    });
    expect(resolved).toEqual({
      ok: true,
      config: {
        url: 'https://example.com/x',
        count: 7,
        prompt: 'Ask {{ trigger.host }}',
        rows: [{ name: 'a', value: null }],
        fixed: 'a',
      },
    });
  });

  it('takes the default where an expression finds nothing', async () => {
    const resolved = await resolve({
      url: 'https://a.example',
      count: '{{ trigger.nothing }}',
      note: '{{ trigger.no }}',
    });
    expect(resolved).toMatchObject({ ok: true, config: { count: 5 } });
  });

  it.each([
    [
      { url: '{{ trigger.nothing }}' },
      'config_invalid',
      'url',
      'Address is missing. Its expression found nothing here.',
    ],
    [
      { url: 'https://a.example', count: '{{ trigger.big }}' },
      'config_invalid',
      'count',
      'Count: At most 10.',
    ],
    [{ url: '{{ trigger.host }}' }, 'config_invalid', 'url', 'Address: Enter a whole URL.'],
    [{ url: '{{ 1 + }}' }, 'expression_invalid', 'url', 'Address: The expression ends too early.'],
    [{ url: '{{ 1 + "a" }}' }, 'expression_failed', 'url', 'Address: Right of `+` is no number.'],
  ])('says which field of %j is wrong', async (stored, code, path, message) => {
    expect(await resolve(stored)).toMatchObject({
      ok: false,
      code,
      path,
      message: expect.stringContaining(message),
    });
  });
});

describe('issues of a stored config', () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ url: 'https://a.example' }, []],
    [{}, ['url: Address is missing.']],
    [{ url: 'nonsense' }, ['url: Enter a whole URL.']],
    [{ url: '{{ trigger.host }}', count: '{{ trigger.n }}' }, []],
    [{ url: 'https://a.example', rows: [{ name: '', value: '{{ x }}' }] }, ['rows.0.name: Name it.']],
    [
      { url: 'https://a.example', fixed: '{{ trigger.n }}' },
      [
        'fixed: Must be one of a, b.',
        'fixed: Choice takes no expressions: what stands between {{ and }} is used as it is written.',
      ],
    ],
    [{ url: 'https://a.example', note: 'bad' }, ['note: Not this note.']],
    [{ url: 'https://a.example', nota: 'x' }, ['nota: Test has no field `nota`. Use `note`?']],
    [{ url: 'https://a.example', rows: 'none' }, ['rows: Needs a list; this is a text.']],
  ])('of %j are %j', (config, expected) => {
    expect(configIssues(definition, config).map(({ path, message }) => `${path}: ${message}`)).toEqual(
      expected,
    );
  });
});
