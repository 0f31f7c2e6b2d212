import type { LoopItem } from './loop-items.ts';

/** A slice of a loop's time, from and to in ms since the epoch. */
export type Slice = {
  from: number;
  to: number;
  /** How many items were at work, as a share of the busiest slice. */
  share: number;
  failed: boolean;
};

/**
 * All items of a loop folded into one strip of at most `slices` pieces: a loop of 10,000 items is drawn with as many
 * marks as one of ten. `now` (ms since the epoch) ends what still goes on.
 */
export function stripOf(items: readonly LoopItem[], now: number, slices = 48): Slice[] {
  const timed = items.flatMap(({ startedAt, endedAt, status }) =>
    startedAt === null
      ? []
      : [{ from: startedAt, to: Math.max(startedAt, endedAt ?? now), failed: status === 'failed' }],
  );
  if (timed.length === 0) return [];
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { from, to } of timed) {
    first = Math.min(first, from);
    last = Math.max(last, to);
  }
  const width = Math.max(1, last - first) / slices;
  const placeOf = (at: number) => Math.min(slices - 1, Math.floor((at - first) / width));
  // Differences: an item costs two steps here, however long it took.
  const changes = new Array<number>(slices + 1).fill(0);
  const failures = new Set<number>();
  for (const { from, to, failed } of timed) {
    const end = placeOf(to);
    changes[placeOf(from)] = (changes[placeOf(from)] ?? 0) + 1;
    changes[end + 1] = (changes[end + 1] ?? 0) - 1;
    if (failed) failures.add(end);
  }
  let atWork = 0;
  const counts = changes.slice(0, slices).map((change) => {
    atWork += change;
    return atWork;
  });
  const most = Math.max(1, ...counts);
  return counts.flatMap((count, place) => {
    const from = first + place * width;
    return count === 0 ? [] : [{ from, to: from + width, share: count / most, failed: failures.has(place) }];
  });
}
