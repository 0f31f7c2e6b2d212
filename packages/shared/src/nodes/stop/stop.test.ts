import { describe, expect, it } from 'vitest';
import { runExecutor } from '../../node/run-executor.testing.ts';
import { stop } from './stop.definition.ts';
import { executeStop } from './stop.executor.ts';

describe('stop', () => {
  it('ends the run as a success without an output when nothing is set', async () => {
    const { result } = await runExecutor(executeStop, { config: {} });
    expect(result).toEqual({ kind: 'end', status: 'succeeded', output: null });
  });

  it('ends the run as a failure with a message and an output', async () => {
    const { result } = await runExecutor(executeStop, {
      config: { status: 'failed', message: '{{ trigger.body.count }}', output: ['{{ trigger.body.count }}'] },
      scope: { trigger: { body: { count: 3 } } },
    });
    expect(result).toEqual({ kind: 'end', status: 'failed', output: [3], message: '3' });
  });

  it('has no way out', () => {
    expect(stop.ports({})).toEqual([]);
  });

  it('asks for a reason where it fails the run', () => {
    expect(stop.issues({ status: 'failed' })).toMatchObject([{ level: 'warning', path: 'message' }]);
    expect(stop.issues({ status: 'succeeded' })).toEqual([]);
  });
});
