import type { AttemptOutcome, DeliveryReason } from '@sista/shared/delivery/delivery-reason';
import type { DeliveryStatus } from '@sista/shared/delivery/delivery-status';
import { nextSlot } from '@sista/shared/delivery/retry-plan';
import type { FailureClass } from '../http/guarded-connect.ts';

/** What came back. `retryAfterAt` is in ms since the epoch. */
export type AttemptAnswer =
  | {
      kind: 'answered';
      status: number;
      retryAfterAt: number | undefined;
      directive: 'abort-message' | 'disable' | undefined;
    }
  | { kind: 'failed'; class: FailureClass };

/** What is known of the delivery and its endpoint. `throttles` is how often in a row the endpoint asked to wait. */
export type AttemptPlace = {
  deliveryId: string;
  step: number;
  deadlineAt: number;
  implicit: boolean;
  throttles: number;
  now: number;
};

/** What the attempt means for the line: see `line-state.ts`. */
export type LineEffect =
  | { kind: 'success'; pauseUntil: number | undefined }
  | { kind: 'throttled'; pauseUntil: number }
  | { kind: 'failure' }
  /** An answer about the message: it neither fails nor trusts the endpoint. */
  | { kind: 'alive'; pauseUntil: number | undefined }
  | { kind: 'none' };

export type AttemptVerdict = {
  outcome: AttemptOutcome;
  status: DeliveryStatus;
  reason: DeliveryReason | undefined;
  /** The slot of the next try; of an ended delivery the last one. */
  step: number;
  nextAt: number | undefined;
  line: LineEffect;
  /** The receiver asked that nothing more is sent to this endpoint. */
  disable: 'gone' | 'receiver_asked' | undefined;
};

const throttleMs = 60_000;
const longestThrottleMs = 900_000;
const longestPauseMs = 86_400_000;

/** The table of what an answer means for the delivery, its schedule and its line. */
export function decideAttempt(answer: AttemptAnswer, place: AttemptPlace): AttemptVerdict {
  if (answer.kind === 'failed') return decideFailure(answer.class, place);
  const { status, directive } = answer;
  const pauseUntil = pauseOf(answer, place.now);
  if (directive === 'abort-message') {
    return ended(place, outcomeOf(status), 'cancelled', 'receiver_asked', { kind: 'alive', pauseUntil });
  }
  if (directive === 'disable') return disabled(place, outcomeOf(status), 'receiver_asked');
  if (status === 410) return disabled(place, 'gone', 'gone');
  if (status >= 200 && status < 300) {
    return ended(place, 'delivered', 'delivered', undefined, { kind: 'success', pauseUntil });
  }
  if (status === 429 || status === 503) return throttled(place, pauseUntil);
  const line: LineEffect = status >= 500 ? { kind: 'failure' } : { kind: 'alive', pauseUntil };
  return retried(place, outcomeOf(status), line, pauseUntil);
}

function decideFailure(failure: FailureClass, place: AttemptPlace): AttemptVerdict {
  // We gave up, not the receiver: it may have arrived, costs no slot and is sent again at once.
  if (failure === 'aborted') {
    return {
      ...base(place),
      outcome: 'unknown',
      status: 'retrying',
      nextAt: place.now,
      line: { kind: 'none' },
    };
  }
  const line: LineEffect = failure === 'blocked' ? { kind: 'none' } : { kind: 'failure' };
  return retried(place, failure, line, undefined);
}

/** Burns the slot; nothing is sent before the receiver's `Retry-After`, but the last try is at the deadline. */
function retried(
  place: AttemptPlace,
  outcome: AttemptOutcome,
  line: LineEffect,
  notBefore: number | undefined,
): AttemptVerdict {
  const next = nextSlot(
    place.deliveryId,
    place.deadlineAt,
    place.step,
    Math.max(place.now, (notBefore ?? 0) - 1),
  );
  if (next !== undefined)
    return { ...base(place), outcome, status: 'retrying', step: next.step, nextAt: next.at, line };
  if (place.now < place.deadlineAt) {
    return { ...base(place), outcome, status: 'retrying', nextAt: place.deadlineAt, line };
  }
  return ended(place, outcome, 'dead', 'deadline', line);
}

/** Burns no slot: the receiver is there and only asks to wait. */
function throttled(place: AttemptPlace, asked: number | undefined): AttemptVerdict {
  const wait = Math.min(throttleMs * 2 ** Math.min(place.throttles, 10), longestThrottleMs);
  const pauseUntil = asked ?? place.now + wait;
  const line: LineEffect = { kind: 'throttled', pauseUntil };
  if (place.now >= place.deadlineAt) return ended(place, 'throttled', 'dead', 'deadline', line);
  const nextAt = Math.min(pauseUntil, place.deadlineAt);
  return { ...base(place), outcome: 'throttled', status: 'throttled', nextAt, line };
}

/** A customer's endpoint is switched off and keeps what it missed; one of a flow only ends this message. */
function disabled(
  place: AttemptPlace,
  outcome: AttemptOutcome,
  reason: 'gone' | 'receiver_asked',
): AttemptVerdict {
  const status = place.implicit ? 'dead' : 'parked';
  const line: LineEffect = { kind: 'alive', pauseUntil: undefined };
  return { ...ended(place, outcome, status, reason, line), disable: place.implicit ? undefined : reason };
}

function ended(
  place: AttemptPlace,
  outcome: AttemptOutcome,
  status: DeliveryStatus,
  reason: DeliveryReason | undefined,
  line: LineEffect,
): AttemptVerdict {
  return { ...base(place), outcome, status, reason, line };
}

const base = (place: AttemptPlace) => ({
  reason: undefined,
  step: place.step,
  nextAt: undefined,
  disable: undefined,
});

function pauseOf(answer: { retryAfterAt: number | undefined }, now: number): number | undefined {
  if (answer.retryAfterAt === undefined || answer.retryAfterAt <= now) return undefined;
  return Math.min(answer.retryAfterAt, now + longestPauseMs);
}

function outcomeOf(status: number): AttemptOutcome {
  if (status >= 500) return 'server_error';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirect' : 'delivered';
}

/** `Retry-After` as a moment: seconds or an HTTP date. Undefined when there is none or it cannot be read. */
export function retryAfterAt(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1_000;
  const at = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
