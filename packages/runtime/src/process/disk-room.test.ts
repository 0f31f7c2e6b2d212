import { describe, expect, it } from 'vitest';
import { isDiskFull, judgeRoom } from './disk-room.ts';

const gibibyte = 1_024 ** 3;

describe('the room on the disk', () => {
  it.each([
    { free: 50 * gibibyte, total: 100 * gibibyte, state: 'enough' },
    { free: 9.9 * gibibyte, total: 100 * gibibyte, state: 'low' },
    { free: 0.9 * gibibyte, total: 2 * gibibyte, state: 'low' },
    { free: 150 * 1_024 ** 2, total: 100 * gibibyte, state: 'full' },
  ])('of $free bytes of $total is judged as $state', ({ free, total, state }) => {
    expect(judgeRoom({ freeBytes: free, totalBytes: total }, '/data').state).toBe(state);
  });

  it('is told in a sentence that says what to do', () => {
    const { sentence } = judgeRoom({ freeBytes: 5 * gibibyte, totalBytes: 100 * gibibyte }, '/data');
    expect(sentence).toContain('5.0 GiB of 100.0 GiB are free');
    expect(sentence).toContain('make room');
  });
});

describe('an error of PostgreSQL', () => {
  it('is known as a full disk by its code, also as the cause of another', () => {
    const full = Object.assign(new Error('could not extend file'), { code: '53100' });
    expect(isDiskFull(full)).toBe(true);
    expect(isDiskFull(new Error('insert failed', { cause: full }))).toBe(true);
  });

  it('with another code, or without one, is not', () => {
    expect(isDiskFull(Object.assign(new Error('too many clients'), { code: '53300' }))).toBe(false);
    expect(isDiskFull(undefined)).toBe(false);
  });
});
