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
  // An item fills its first and last slice in part. Those between are kept as differences, so that an item costs the
  // same however long it took.
  const shares = new Array<number>(slices).fill(0);
  const changes = new Array<number>(slices + 1).fill(0);
  const failures = new Set<number>();
  const add = (list: number[], place: number, by: number) => {
    list[place] = (list[place] ?? 0) + by;
  };
  for (const { from, to, failed } of timed) {
    const start = placeOf(from);
    const end = placeOf(to);
    const filled = (place: number) =>
      (Math.min(to, first + (place + 1) * width) - Math.max(from, first + place * width)) / width;
    add(shares, start, Math.max(0.02, filled(start)));
    if (end > start) {
      add(shares, end, filled(end));
      add(changes, start + 1, 1);
      add(changes, end, -1);
    }
    if (failed) failures.add(end);
  }
  let between = 0;
  const counts = shares.map((share, place) => {
    between += changes[place] ?? 0;
    return share + between;
  });
  const most = Math.max(...counts);
  return counts.flatMap((count, place) => {
    const from = first + place * width;
    return count === 0 ? [] : [{ from, to: from + width, share: count / most, failed: failures.has(place) }];
  });
}
