import { Refusal } from '@sista/shared/refusal';
import type { CaptureRow, DedupeKey } from '../accept/accept.types.ts';
import { claimKeys, claimName } from '../accept/claim-keys.ts';
import type { Clock } from '../clock.ts';
import { createBatcher } from '../db/batcher.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import { isDiskFull } from '../process/disk-room.ts';
import { diskFull } from '../process/watch-disk.ts';
import { insertCaptures } from './insert-captures.ts';

/** `duplicateOf`: the number of the first request with the same dedupe key, whose run or capture bears it. */
export type RecordedCapture = { captureId: string; duplicateOf: string | null };

export type CaptureRecorder = {
  /**
   * Keeps a request that starts nothing: refused, filtered, handshake, or parked. A parked one brings its dedupe
   * keys, so that the sender's retry is not parked twice. Resolves after the commit; throws a Refusal `overloaded`
   * while the database is away.
   */
  record(capture: CaptureRow, dedupe?: readonly DedupeKey[]): Promise<RecordedCapture>;
  drained(): Promise<void>;
};

export type RecorderOptions = {
  /** Not the connections on which good requests commit: a flood of bad signatures must not take those. */
  sql: SqlPool;
  clock: Clock;
  isOutage: (error: unknown) => boolean;
  /** Why nothing may be kept at the moment. */
  closed?: () => Refusal | undefined;
  /** Called after the commit with what was kept. */
  onRecorded?: (captures: readonly CaptureRow[]) => void;
};

type Item = { capture: CaptureRow; dedupe: readonly DedupeKey[] };

/** At most this many wait; more are refused before memory grows. */
const maxWaiting = 512;

export function openCaptureRecorder(options: RecorderOptions): CaptureRecorder {
  const batcher = createBatcher<Item, RecordedCapture>({
    maxItems: 128,
    isOutage: options.isOutage,
    write: async (items) => {
      const written = await options.sql.transaction((sql) => writeAll(sql, items, options.clock.now()));
      options.onRecorded?.(written.map(({ capture }) => capture));
      return written.map(({ result }) => result);
    },
  });
  return {
    async record(capture, dedupe = []) {
      const closed = options.closed?.();
      if (closed) throw closed;
      if (batcher.waiting() >= maxWaiting)
        throw new Refusal(
          'overloaded',
          'Too many requests wait for the database. Send it again in a second.',
        );
      try {
        return await batcher.add({ capture, dedupe });
      } catch (error) {
        if (isDiskFull(error)) throw diskFull();
        if (!options.isOutage(error)) throw error;
        throw new Refusal('overloaded', 'The database does not answer. Send it again in a few seconds.', {
          cause: error,
        });
      }
    },
    drained: () => batcher.drained(),
  };
}

type Written = { capture: CaptureRow; result: RecordedCapture };

async function writeAll(sql: Sql, items: readonly Item[], now: number): Promise<Written[]> {
  const written: Written[] = [];
  for (const { capture, dedupe } of items) {
    const first = await firstWithKey(sql, capture, dedupe, now);
    const result = { captureId: capture.id, duplicateOf: first };
    written.push(
      first === null
        ? { capture, result }
        : { capture: { ...capture, outcome: 'duplicate', reason: 'same_id' }, result },
    );
  }
  await insertCaptures(
    sql,
    written.map(({ capture, result }) => ({ capture, run: result.duplicateOf })),
  );
  return written;
}

/** One after the other: twins in a batch meet in the table, in the same transaction. Few requests are parked. */
async function firstWithKey(
  sql: Sql,
  capture: CaptureRow,
  dedupe: readonly DedupeKey[],
  now: number,
): Promise<string | null> {
  if (dedupe.length === 0) return null;
  const claims = dedupe.map((key) => ({ ownerId: capture.ingressId, key, runId: capture.id }));
  const owners = await claimKeys(sql, claims, now);
  const found = dedupe.map((key) => owners.get(claimName(capture.ingressId, key)));
  return found.find((owner) => owner !== undefined && owner !== capture.id) ?? null;
}
