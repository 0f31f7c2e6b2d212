import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { branch } from './branch.definition.ts';
import { executeBranch } from './branch.executor.ts';

const twoWays = (first: unknown, second: unknown) => ({
  conditions: [
    { port: 'one', when: first },
    { port: 'two', when: second },
  ],
  otherwise: 'rest',
});

describe('branch', () => {
  it('leaves by the first condition that holds, even if a later one holds too', async () => {
    const { result } = await runExecutor(executeBranch, { config: twoWays(true, true) });
    expect(result).toEqual({ kind: 'done', port: 'one', output: { port: 'one' } });
  });

  it('leaves by otherwise when no condition holds', async () => {
    const { result } = await runExecutor(executeBranch, { config: twoWays(false, null) });
    expect(result).toMatchObject({ port: 'rest' });
  });

  it.each([false, null, 0, '', {}, [], [0, ''], undefined])('does not count %j as true', async (value) => {
    const { result } = await runExecutor(executeBranch, {
      config: twoWays('{{ trigger.body.value }}', true),
      scope: { trigger: { body: { value } } },
    });
    expect(result).toMatchObject({ port: 'two' });
  });

  it.each([true, 1, -1, 'false', { a: null }, [0, 1]])('counts %j as true', async (value) => {
    const { result } = await runExecutor(executeBranch, {
      config: twoWays('{{ trigger.body.value }}', false),
      scope: { trigger: { body: { value } } },
    });
    expect(result).toMatchObject({ port: 'one' });
  });

  it('has a port for each row and for otherwise, in their order', () => {
    expect(branch.ports(twoWays('', '')).map((port) => port.name)).toEqual(['one', 'two', 'rest']);
    expect(branch.ports({}).map((port) => port.name)).toEqual(['otherwise']);
  });

  it('says which ports have the same name', () => {
    const issues = branch.issues({ ...twoWays('{{ true }}', '{{ true }}'), otherwise: 'one' });
    expect(issues).toMatchObject([{ path: 'otherwise', code: 'duplicate_port' }]);
  });

  it('says that a condition is missing, or is a text that always holds', () => {
    const issues = branch.issues(twoWays('', '{{ trigger.order.total }} > 100'));
    expect(issues).toMatchObject([
      { path: 'conditions.0.when', code: 'required' },
      { path: 'conditions.1.when', code: 'not_a_condition' },
    ]);
  });

  it('keeps the name error for the way of failures', () => {
    expect(branch.config.safeParse({ conditions: [{ port: 'error', when: true }] }).success).toBe(false);
  });
});
