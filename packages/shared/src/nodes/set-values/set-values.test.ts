import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { setValues } from './set-values.definition.ts';
import { executeSetValues } from './set-values.executor.ts';

describe('set-values', () => {
  it('gives every value under its name, in its own type', async () => {
    const { result } = await runExecutor(executeSetValues, {
      config: {
        values: {
          total: '{{ trigger.body.total }}',
          title: 'No. {{ trigger.body.id }}',
          nested: { list: [1, '{{ 2 + 1 }}'] },
        },
      },
      scope: { trigger: { body: { total: 184, id: 7 } } },
    });
    expect(result).toEqual({
      kind: 'done',
      port: 'out',
      output: { total: 184, title: 'No. 7', nested: { list: [1, 3] } },
    });
  });

  it('keeps the name of a value that is not there, with null', async () => {
    const { result } = await runExecutor(executeSetValues, {
      config: { values: { note: '{{ trigger.body.note }}' } },
    });
    expect(result).toMatchObject({ output: { note: null } });
  });

  it('declares what it gives: closed, with the types that are known', () => {
    expect(
      setValues.outputShape({ values: { a: 'x', b: 1, c: '{{ trigger.body }}', d: 'No. {{ 1 }}' } }),
    ).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' }, c: {}, d: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('names its values on the card', () => {
    expect(setValues.summarise({ values: { total: 1, title: '' } })).toBe('total, title');
  });
});
