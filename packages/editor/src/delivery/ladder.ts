import type { DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';

export type LadderMark =
  | {
      kind: 'done';
      at: number;
      place: number;
      n: number;
      outcome: DeliveryDetail['attempts'][number]['outcome'];
    }
  | { kind: 'planned'; at: number; place: number; from: number; to: number; last: boolean };

// Attempts stand close at first and far apart later, so the axis is logarithmic: this is the length of its first unit.
const unitMs = 4_000;

/** Where `ms` after the start lies on the axis, 0 at the start and 1 at the deadline. */
export function placeOf(ms: number, lifeMs: number = deliveryLifeMs): number {
  const clamped = Math.min(Math.max(0, ms), lifeMs);
  return Math.log1p(clamped / unitMs) / Math.log1p(lifeMs / unitMs);
}

/** Attempts that were made and those that are planned, oldest first; times in ms since the epoch. */
export function ladderOf(
  delivery: Pick<DeliveryDetail, 'attempts' | 'planned' | 'deadlineAt'>,
): LadderMark[] {
  const start = Date.parse(delivery.deadlineAt) - deliveryLifeMs;
  const place = (at: number) => placeOf(at - start);
  const done = delivery.attempts.map(({ n, startedAt, outcome }): LadderMark => {
    const at = Date.parse(startedAt);
    return { kind: 'done', at, place: place(at), n, outcome };
  });
  const planned = delivery.planned.map(({ at, earliest, latest, last }): LadderMark => {
    const time = Date.parse(at);
    return {
      kind: 'planned',
      at: time,
      place: place(time),
      from: place(Date.parse(earliest)),
      to: place(Date.parse(latest)),
      last,
    };
  });
  return [...done, ...planned];
}

export const ladderTicks = [
  { ms: 0, label: '0' },
  { ms: 30_000, label: '30 s' },
  { ms: 300_000, label: '5 min' },
  { ms: 3_600_000, label: '1 h' },
  { ms: 21_600_000, label: '6 h' },
  { ms: 86_400_000, label: '24 h' },
] as const;
