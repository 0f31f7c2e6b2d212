import { describe, expect, it } from 'vitest';
import type { LineEffect } from './decide-attempt.ts';
import {
  afterAttempt,
  freshLine,
  heldUntil,
  isSuspect,
  type LineState,
  permits,
  takeRate,
} from './line-state.ts';

const now = 1_800_000_000_000;
const success: LineEffect = { kind: 'success', pauseUntil: undefined };
const failure: LineEffect = { kind: 'failure' };

function stateAfter(effects: readonly LineEffect[], from: LineState = freshLine, at = now): LineState {
  return effects.reduce((state, effect) => afterAttempt(state, effect, at, 64, 0.5), from);
}
const times = (count: number, effect: LineEffect) => Array.from({ length: count }, () => effect);

describe('a line', () => {
  it('starts with one at a time and doubles with each round of successes, up to the endpoint’s most', () => {
    const limits = [0, 1, 3, 7, 15, 1_000].map((count) => stateAfter(times(count, success)).limit);
    expect(limits).toEqual([1, 2, 4, 8, 16, 64]);
  });

  it('opens after five failures in a row, for 30 s, and twice as long after each failed probe, up to 10 min', () => {
    let state = stateAfter(times(5, failure));
    let at = now;
    const lengths: number[] = [];
    for (let probe = 0; probe < 7; probe += 1) {
      expect(permits(state, 0, at)).toBe(0);
      lengths.push(((state.openUntil ?? 0) - at) / 1_000);
      at = state.openUntil ?? 0;
      expect(permits(state, 0, at)).toBe(1);
      expect(permits(state, 1, at)).toBe(0);
      state = stateAfter([failure], state, at);
    }
    expect(lengths).toEqual([30, 60, 120, 240, 480, 600, 600]);
  });

  it('is not opened by four failures, nor by answers about the message', () => {
    expect(stateAfter(times(4, failure)).circuit).toBe('closed');
    const refused: LineEffect = { kind: 'alive', pauseUntil: undefined };
    expect(stateAfter([...times(4, failure), refused, ...times(4, failure)]).circuit).toBe('closed');
  });

  it('ignores what was still in flight when it opened', () => {
    const open = stateAfter(times(5, failure));
    expect(stateAfter(times(8, failure), open)).toEqual(open);
  });

  it('closes with one at a time when the probe succeeds', () => {
    const grown = stateAfter(times(100, success));
    const open = stateAfter(times(5, failure), grown);
    const closed = stateAfter([success], open, open.openUntil);
    expect(closed).toMatchObject({ circuit: 'closed', failures: 0, failingSince: undefined, limit: 2 });
  });

  it('is paused for as long as the receiver asks and starts slowly then', () => {
    const state = stateAfter([...times(30, success), { kind: 'throttled', pauseUntil: now + 9_000 }]);
    expect(heldUntil(state, now)).toBe(now + 9_000);
    expect(permits(state, 0, now + 9_000)).toBe(1);
    expect(state.throttles).toBe(1);
  });

  it('is suspect after three failures and then sends one at a time', () => {
    const state = stateAfter([...times(100, success), ...times(3, failure)]);
    expect(isSuspect(state)).toBe(true);
    expect(permits(state, 0, now)).toBe(1);
  });
});

describe('takeRate', () => {
  it('spreads 60 per minute to one a second', () => {
    const first = takeRate(undefined, { limit: 60, per: 'minute' }, now);
    expect(first.ok).toBe(true);
    const second = takeRate(first.ok ? first.clock : 0, { limit: 60, per: 'minute' }, now);
    expect(second).toMatchObject({ ok: false });
    expect(second.ok ? 0 : second.at - now).toBe(1_000);
  });

  it('lets one second’s worth leave at once', () => {
    let clock: number | undefined;
    let sent = 0;
    for (let turn = 0; turn < 50; turn += 1) {
      const taken = takeRate(clock, { limit: 10, per: 'second' }, now);
      if (!taken.ok) break;
      clock = taken.clock;
      sent += 1;
    }
    expect(sent).toBe(10);
  });
});
