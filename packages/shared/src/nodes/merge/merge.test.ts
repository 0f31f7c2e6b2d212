import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { merge } from './merge.definition.ts';
import { executeMerge } from './merge.executor.ts';

describe('merge', () => {
  it('has the output of every step that led to it, under the address of that step', async () => {
    const previous = { check: { stock: 3 }, price: null };
    const { result } = await runExecutor(executeMerge, { previous });
    expect(result).toEqual({ kind: 'done', port: 'out', output: previous });
  });

  it('has an empty object where nothing that leads to it has an output', async () => {
    const { result } = await runExecutor(executeMerge);
    expect(result).toEqual({ kind: 'done', port: 'out', output: {} });
  });

  it('promises nothing about the addresses, since another path may have run', () => {
    expect(merge.outputShape({})).toMatchObject({ type: 'object', additionalProperties: true });
  });
});
