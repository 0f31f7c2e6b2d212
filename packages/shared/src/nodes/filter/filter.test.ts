import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { filter } from './filter.definition.ts';
import { executeFilter } from './filter.executor.ts';

const isMain = { when: "{{ trigger.build.branch = 'main' }}" };
const onBranch = (branch: string) => ({ trigger: { kind: 'build', build: { branch } } });

describe('filter', () => {
  it('goes on when the condition holds', async () => {
    const { result } = await runExecutor(executeFilter, { config: isMain, scope: onBranch('main') });
    expect(result).toEqual({ kind: 'done', port: 'out', output: { passed: true } });
  });

  it('leaves by a port that nothing can be connected to when the condition does not hold', async () => {
    const { result } = await runExecutor(executeFilter, { config: isMain, scope: onBranch('try') });
    expect(result).toMatchObject({ port: 'filtered' });
    expect(filter.ports({}).map((port) => port.name)).toEqual(['out']);
  });

  it('does not go on where the expression finds nothing', async () => {
    const { result } = await runExecutor(executeFilter, { config: { when: '{{ trigger.body.none }}' } });
    expect(result).toMatchObject({ port: 'filtered' });
  });

  it('says that a text beside an expression always passes', () => {
    expect(filter.issues({ when: '{{ trigger.build.branch }} = main' })).toMatchObject([
      { code: 'not_a_condition' },
    ]);
    expect(filter.issues(isMain)).toEqual([]);
  });

  it('shows its condition on the card without the braces', () => {
    expect(filter.summarise(isMain)).toBe("trigger.build.branch = 'main'");
  });
});
