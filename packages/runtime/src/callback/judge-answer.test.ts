import { describe, expect, it } from 'vitest';
import { type AnswerPlace, judgeAnswer } from './judge-answer.ts';

const waiting = { status: 'waiting', wait: 'callback', timed: true } as const;
const kindOf = (place: Partial<AnswerPlace>) =>
  judgeAnswer({ run: 'waiting', first: null, step: waiting, ...place }).kind;

describe('a call of the address of a waiting step', () => {
  it('answers it while it waits, before it waits, and while it stands in line to be tried again', () => {
    expect(kindOf({})).toBe('accept');
    expect(kindOf({ run: 'queued', step: null })).toBe('accept');
    expect(kindOf({ run: 'running', step: null })).toBe('accept');
    expect(kindOf({ step: { status: 'waiting', wait: 'retry', timed: false } })).toBe('accept');
  });

  it('is a duplicate once there is an answer, also after the run is over', () => {
    expect(judgeAnswer({ run: 'succeeded', first: 'c1', step: null })).toEqual({
      kind: 'duplicate',
      first: 'c1',
    });
    expect(kindOf({ first: 'c1' })).toBe('duplicate');
  });

  it('comes too late after the end of the run or of the wait', () => {
    for (const run of ['succeeded', 'failed', 'cancelled', 'quarantined'] as const)
      expect(judgeAnswer({ run, first: null, step: null })).toMatchObject({
        kind: 'ended',
        message: expect.stringMatching(/^This run is over: it (has|was) .+\.$/),
      });
    for (const status of ['succeeded', 'failed', 'cancelled'] as const)
      expect(kindOf({ step: { status, wait: null, timed: false } })).toBe('ended');
    expect(kindOf({ step: { ...waiting, timed: false } })).toBe('ended');
  });

  it('is asked to come again while the end of the wait is not written yet', () => {
    expect(kindOf({ run: 'running', step: { status: 'running', wait: null, timed: false } })).toBe('busy');
  });
});
