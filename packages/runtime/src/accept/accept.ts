import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-point.ts';
import { type Batcher, createBatcher } from '../db/batcher.ts';
import type { SqlPool } from '../db/sql.ts';
import { isDiskFull } from '../process/disk-room.ts';
import { diskFull } from '../process/watch-disk.ts';
import type { Accepted, AcceptRequest, CaptureRow } from './accept.types.ts';
import type { AcceptedRuns } from './accepted-runs.ts';
import { watchDatabase } from './database-watch.ts';
import { type Draft, ownerOf } from './join-requests.ts';
import { createWaitingRoom } from './waiting-room.ts';
import { noSlots, type SlotClaim, type WrittenBatch, writeBatch } from './write-batch.ts';

/** What may wait for a commit; more is refused before memory grows. */
const maxWaiting = 2_048;
const maxWaitingBytes = 32_000_000;
const maxWaitMs = 3_000;
const batchRows = 128;
const batchBytes = 512_000;
/** A second batch beside the first pays once it is this large. */
const besideAt = 32;
const unpaced = 64;
const longestPaceMs = 25;

export type AcceptDoor = {
  accept(request: AcceptRequest): Promise<Accepted>;
  drained(): Promise<void>;
};

export type AcceptOptions = {
  /** Two connections of its own, so that accepting never queues behind other work. */
  sql: SqlPool;
  clock: Clock;
  isOutage: (error: unknown) => boolean;
  /** Why nothing may be accepted at the moment. */
  closed?: () => Refusal | undefined;
  /** Called after the commit that made runs, with what was captured: a free slot may take them at once. */
  onAccepted: (captures: readonly CaptureRow[]) => void;
  /** Where the runs are kept that this process need not read back. */
  acceptedRuns?: Pick<AcceptedRuns, 'put'>;
  /** Runs that find a free slot here begin without waiting in the queue: their jobs are claimed by their insert. */
  slots?: SlotClaim & { start(runs: readonly { id: string; group: string }[]): void };
  /** Runs that were accepted here and not begun. */
  backlog?: () => number;
  /** After the commit that put runs into the queue. */
  onQueued?: () => void;
};

const crowded = () =>
  new Refusal('overloaded', 'Too many requests wait for the database. Send it again in a second.');
const away = (cause: unknown) =>
  new Refusal(
    'overloaded',
    'The database does not answer. Nothing was accepted; send it again in a few seconds.',
    { cause },
  );

/**
 * The one door of ingress, tests, REST and replays: capture, dedupe keys, run, input and queue job of many
 * requests in one commit, answered only after it. Throws a Refusal `overloaded` while the database is away or too
 * much waits, and `too_many_requests` for a trigger or workspace that holds half of the room; then nothing was
 * accepted.
 */
export function openAccept(options: AcceptOptions): AcceptDoor {
  const { sql, clock, isOutage, slots = noSlots } = options;
  const database = watchDatabase(sql);
  const room = createWaitingRoom(maxWaiting);
  const batcher: Batcher<Draft, Accepted> = createBatcher({
    maxItems: batchRows,
    maxBytes: batchBytes,
    besideAt,
    pace: () => paceMs(options.backlog?.() ?? 0),
    maxWaitMs,
    tooLate: crowded,
    isOutage,
    sizeOf: ({ request, inputText }) => inputText.length + (request.capture?.body?.length ?? 0),
    write: async (drafts) => {
      const written = await writeBatch(sql, drafts, clock.now(), slots);
      crashPoint('accept-after-commit');
      tell(options, drafts, written);
      return written.answers;
    },
  });
  return {
    async accept(request) {
      const closed = options.closed?.();
      if (closed) throw closed;
      if (database.isAway()) throw away(undefined);
      if (batcher.waiting() >= maxWaiting || batcher.waitingBytes() >= maxWaitingBytes) throw crowded();
      const trigger = ownerOf(request);
      if (!room.enter(trigger, request.workspaceId))
        throw new Refusal(
          'too_many_requests',
          'This trigger sends faster than it is stored. Send it again in a second.',
        );
      try {
        const id = request.capture?.id ?? newUuid();
        return await batcher.add({ id, request, inputText: JSON.stringify(request.input) });
      } catch (error) {
        if (isDiskFull(error)) throw diskFull();
        if (!isOutage(error)) throw error;
        database.sawOutage();
        throw away(error);
      } finally {
        room.leave(trigger, request.workspaceId);
      }
    },
    drained: () => batcher.drained(),
  };
}

/**
 * The next commit waits a moment while runs pile up that nobody has begun: what is accepted is then also worked on,
 * and larger batches cost less. Nothing is refused for it.
 */
function paceMs(backlog: number): number {
  return Math.min(longestPaceMs, Math.max(0, backlog - unpaced) / 16);
}

function tell(options: AcceptOptions, drafts: readonly Draft[], { fresh, claimed }: WrittenBatch): void {
  const { acceptedRuns, onAccepted, slots, onQueued } = options;
  if (acceptedRuns)
    for (const { id, request, inputText } of fresh) {
      // A run that belongs to another has more to it than what is kept here.
      if (request.parentRunId !== null) continue;
      const { workspaceId, flowId, versionId, trigger, mode, effects } = request;
      acceptedRuns.put({ id, workspaceId, flowId, versionId, trigger, mode, effects, inputText });
    }
  if (claimed > 0)
    slots?.start(fresh.slice(0, claimed).map(({ id, request }) => ({ id, group: request.workspaceId })));
  if (claimed < fresh.length) onQueued?.();
  onAccepted(drafts.flatMap(({ request }) => (request.capture ? [request.capture] : [])));
}
