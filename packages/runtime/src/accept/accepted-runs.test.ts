import { describe, expect, it } from 'vitest';
import { type AcceptedRun, createAcceptedRuns } from './accepted-runs.ts';

const run = (id: string, inputText = '{}'): AcceptedRun => ({
  id,
  workspaceId: 'w',
  flowId: 'f',
  versionId: 'v',
  trigger: 'webhook',
  mode: 'live',
  effects: 'send',
  inputText,
});

describe('what was accepted a moment ago', () => {
  it('is given once, and only while it is fresh', () => {
    let now = 0;
    const kept = createAcceptedRuns(() => now);
    kept.put(run('a'));
    kept.put(run('b'));
    expect(kept.take('a')).toEqual(run('a'));
    expect(kept.take('a')).toBeUndefined();
    now = 2_000;
    expect(kept.take('b')).toBeUndefined();
  });

  it('is bounded by number and by text: the oldest are forgotten', () => {
    const few = createAcceptedRuns(() => 0, 2);
    for (const id of ['a', 'b', 'c']) few.put(run(id));
    expect([few.take('a'), few.take('b')?.id, few.take('c')?.id]).toEqual([undefined, 'b', 'c']);
    const small = createAcceptedRuns(() => 0, 10, 10);
    for (const id of ['a', 'b']) small.put(run(id, '12345678'));
    expect([small.take('a'), small.take('b')?.id]).toEqual([undefined, 'b']);
  });
});
