import type { CaptureInsert } from '../capture/insert-captures.ts';
import { crashPoint } from '../crash-point.ts';
import { CommitUnknown } from '../db/connection.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Accepted } from './accept.types.ts';
import { claimKeys, type KeyClaim, parkedAmong, repointKeys } from './claim-keys.ts';
import { insertAccepted, type NewRun } from './insert-accepted.ts';
import { type Draft, firstRuns, foldTwins, strayKeys } from './join-requests.ts';

/** What a batch came to: an answer for each request, and the runs that are new. */
export type WrittenBatch = {
  answers: Accepted[];
  fresh: NewRun[];
  /** So many of the fresh ones, the first, are claimed for this process. */
  claimed: number;
};

/** Slots of this process that are free for runs before they are committed. */
export type SlotClaim = { reserve(most: number): number; release(count: number): void };
/** For a process that works no runs. */
export const noSlots: SlotClaim = { reserve: () => 0, release: () => {} };

type Planned = WrittenBatch & { captures: CaptureInsert[]; moves: KeyClaim[] };

/**
 * Writes a batch in one commit: two round trips where requests carry dedupe keys, else one. Throws what the database
 * says, and CommitUnknown where nobody can tell whether it was written.
 */
export async function writeBatch(
  sql: SqlPool,
  drafts: readonly Draft[],
  now: number,
  slots: SlotClaim,
): Promise<WrittenBatch> {
  let planned: Planned | undefined;
  try {
    return await sql.transaction(async (commit, last) => {
      slots.release(planned?.claimed ?? 0);
      planned = await planBatch(commit, drafts, now);
      const { moves, fresh, captures } = planned;
      planned.claimed = slots.reserve(fresh.length);
      const writes = [insertAccepted(commit, fresh, captures, planned.claimed)];
      if (moves.length > 0) writes.push(repointKeys(commit, moves));
      crashPoint('accept-before-commit');
      last();
      await Promise.all(writes);
      return planned;
    });
  } catch (error) {
    // All of a batch is there or nothing of it, so one row tells.
    if (error instanceof CommitUnknown && planned && (await isWritten(sql, planned))) return planned;
    slots.release(planned?.claimed ?? 0);
    throw error instanceof CommitUnknown && planned ? error.cause : error;
  }
}

async function planBatch(sql: Sql, drafts: readonly Draft[], now: number): Promise<Planned> {
  const { claims, firstOf } = foldTwins(drafts);
  const owners = claims.length === 0 ? new Map<string, string>() : await claimKeys(sql, claims, now);
  const first = firstRuns(drafts, firstOf, owners);
  const own = new Set(drafts.map(({ id }) => id));
  const others = [...new Set(first.values())].filter((id) => !own.has(id));
  const parked = await parkedAmong(sql, others);
  const planned: Planned = { answers: [], fresh: [], captures: [], moves: [], claimed: 0 };
  for (const draft of drafts) {
    const runId = first.get(draft.id) ?? draft.id;
    const duplicate = runId !== draft.id;
    const { capture, captureId } = draft.request;
    if (duplicate) planned.moves.push(...strayKeys(draft, runId, owners));
    else planned.fresh.push(draft);
    if (capture)
      planned.captures.push(
        duplicate
          ? { capture: { ...capture, outcome: 'duplicate', reason: 'same_id' }, run: runId }
          : { capture, run: null },
      );
    // The first request with this key may have been parked: then there is its capture and no run.
    const answer = { runId, captureId: capture?.id ?? captureId, duplicate };
    planned.answers.push(parked.has(runId) ? { runId: null, captureId: runId, duplicate } : answer);
  }
  return planned;
}

const askAgainMs = 250;
const mostAsks = 12;

/** Asks the database until it answers, for up to 3 s. */
async function isWritten(sql: SqlPool, { fresh, captures }: Planned): Promise<boolean> {
  const runId = fresh[0]?.id ?? null;
  const captureId = captures[0]?.capture.id ?? null;
  if (runId === null && captureId === null) return true;
  for (let ask = 1; ; ask += 1) {
    try {
      const [row] = await sql.query<{ there: boolean }>(
        'is-batch-written',
        `select exists (select from engine.run where id = $1) or exists (select from engine.capture where id = $2) as there`,
        [runId, captureId],
      );
      return row?.there === true;
    } catch (error) {
      if (ask === mostAsks) throw error;
      await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    }
  }
}
