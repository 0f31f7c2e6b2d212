import { deliveryLifeMs, nextSlot } from '@sista/shared/delivery/retry-plan';
import { describe, expect, it } from 'vitest';
import { type AttemptAnswer, type AttemptPlace, decideAttempt, retryAfterAt } from './decide-attempt.ts';

const now = 1_800_000_000_000;
const place: AttemptPlace = {
  deliveryId: '0197a000-0000-7000-8000-000000000001',
  step: 0,
  deadlineAt: now + deliveryLifeMs,
  implicit: false,
  throttles: 0,
  now,
};
const answered = (
  status: number,
  rest: Partial<AttemptAnswer & { kind: 'answered' }> = {},
): AttemptAnswer => ({
  kind: 'answered',
  status,
  retryAfterAt: undefined,
  directive: undefined,
  ...rest,
});
const next = nextSlot(place.deliveryId, place.deadlineAt, 0, now);

describe('decideAttempt', () => {
  it.each([
    [200, 'delivered', 'delivered', 'success'],
    [204, 'delivered', 'delivered', 'success'],
    [302, 'retrying', 'redirect', 'alive'],
    [400, 'retrying', 'refused', 'alive'],
    [404, 'retrying', 'refused', 'alive'],
    [500, 'retrying', 'server_error', 'failure'],
    [502, 'retrying', 'server_error', 'failure'],
    [429, 'throttled', 'throttled', 'throttled'],
    [503, 'throttled', 'throttled', 'throttled'],
    [410, 'parked', 'gone', 'alive'],
  ])('%i means %s', (status, expected, outcome, line) => {
    expect(decideAttempt(answered(status), place)).toMatchObject({
      status: expected,
      outcome,
      line: { kind: line },
    });
  });

  it.each(['dns', 'connect', 'tls', 'timeout', 'reset'] as const)(
    '%s counts against the endpoint',
    (failure) => {
      expect(decideAttempt({ kind: 'failed', class: failure }, place)).toMatchObject({
        status: 'retrying',
        outcome: failure,
        step: 1,
        nextAt: next?.at,
        line: { kind: 'failure' },
      });
    },
  );

  it('a blocked address burns a slot and does not count against the endpoint', () => {
    expect(decideAttempt({ kind: 'failed', class: 'blocked' }, place)).toMatchObject({
      step: 1,
      line: { kind: 'none' },
    });
  });

  it('a throttle burns no slot, waits as asked, else 60 s and doubling to 15 min', () => {
    const asked = decideAttempt(answered(429, { retryAfterAt: now + 7_000 }), { ...place, step: 3 });
    expect(asked).toMatchObject({ step: 3, nextAt: now + 7_000, line: { pauseUntil: now + 7_000 } });
    const waits = [0, 1, 2, 9].map(
      (throttles) => decideAttempt(answered(503), { ...place, throttles }).nextAt,
    );
    expect(waits.map((at) => ((at ?? 0) - now) / 1_000)).toEqual([60, 120, 240, 900]);
  });

  it('honours Retry-After up to the deadline, where the last try is made', () => {
    const verdict = decideAttempt(answered(500, { retryAfterAt: now + 30 * 3_600_000 }), place);
    expect(verdict.nextAt).toBe(place.deadlineAt);
    const later = decideAttempt(answered(400, { retryAfterAt: now + 60_000 }), place);
    expect(later.nextAt).toBeGreaterThanOrEqual(now + 60_000);
  });

  it('a success pauses the line when the receiver asks for it', () => {
    const verdict = decideAttempt(answered(200, { retryAfterAt: now + 9_000 }), place);
    expect(verdict.line).toEqual({ kind: 'success', pauseUntil: now + 9_000 });
  });

  it.each([500, 400, 429])('is dead when the last try gets %i', (status) => {
    const verdict = decideAttempt(answered(status), { ...place, now: place.deadlineAt });
    expect(verdict).toMatchObject({ status: 'dead', reason: 'deadline', nextAt: undefined });
  });

  it('410 and the directive disable switch an endpoint off, and only end the message of a flow', () => {
    expect(decideAttempt(answered(410), place)).toMatchObject({
      status: 'parked',
      reason: 'gone',
      disable: 'gone',
    });
    const asked = decideAttempt(answered(400, { directive: 'disable' }), place);
    expect(asked).toMatchObject({ status: 'parked', disable: 'receiver_asked' });
    const flow = decideAttempt(answered(410), { ...place, implicit: true });
    expect(flow).toMatchObject({ status: 'dead', reason: 'gone', disable: undefined });
  });

  it('abort-message ends the delivery on any answer', () => {
    const verdict = decideAttempt(answered(500, { directive: 'abort-message' }), place);
    expect(verdict).toMatchObject({ status: 'cancelled', reason: 'receiver_asked' });
  });

  it('what we gave up ourselves is due at once and burns nothing', () => {
    const verdict = decideAttempt({ kind: 'failed', class: 'aborted' }, { ...place, step: 2 });
    expect(verdict).toMatchObject({ outcome: 'unknown', status: 'retrying', step: 2, nextAt: now });
  });
});

describe('retryAfterAt', () => {
  it.each([
    ['120', now + 120_000],
    [new Date(now + 5_000).toUTCString(), now + 5_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s', (header, expected) => {
    expect(retryAfterAt(header, now)).toBe(expected);
  });
});
