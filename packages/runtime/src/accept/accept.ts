import { newUuid } from '@sista/shared/ids';
import { Refusal } from '@sista/shared/refusal';
import { type CaptureInsert, insertCaptures } from '../capture/insert-captures.ts';
import type { Clock } from '../clock.ts';
import { type Batcher, createBatcher } from '../db/batcher.ts';
import type { SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import type { Accepted, AcceptRequest, CaptureRow } from './accept.types.ts';
import { claimKeys, claimName, type KeyClaim, parkedAmong, repointKeys } from './claim-keys.ts';
import { insertRuns, type NewRun } from './insert-runs.ts';

/** At most this many requests wait for a commit; more are refused before memory grows. */
const maxWaiting = 2_048;

export type AcceptDoor = {
  accept(request: AcceptRequest): Promise<Accepted>;
  drained(): Promise<void>;
};

export type AcceptOptions = {
  /** A connection of its own, so that accepting never queues behind other work. */
  sql: SqlPool;
  queue: Queue;
  clock: Clock;
  isOutage: (error: unknown) => boolean;
  /** Called after the commit that made runs, with what was captured: a free slot may take them at once. */
  onAccepted: (captures: readonly CaptureRow[]) => void;
};

/**
 * The one door of ingress, tests, REST and replays: capture, dedupe keys, run, input and queue job of many
 * requests in one commit, answered only after it. Throws a Refusal `overloaded` while the database is away or too
 * many wait; then nothing was accepted.
 */
export function openAccept(options: AcceptOptions): AcceptDoor {
  const batcher: Batcher<AcceptRequest, Accepted> = createBatcher({
    maxItems: 128,
    isOutage: options.isOutage,
    write: (requests) => writeBatch(options, requests),
  });
  return {
    async accept(request) {
      if (batcher.waiting() >= maxWaiting)
        throw new Refusal(
          'overloaded',
          'Too many requests wait for the database. Send it again in a second.',
        );
      try {
        return await batcher.add(request);
      } catch (error) {
        if (!options.isOutage(error)) throw error;
        throw new Refusal(
          'overloaded',
          'The database does not answer. Nothing was accepted; send it again in a few seconds.',
        );
      }
    },
    drained: () => batcher.drained(),
  };
}

async function writeBatch(options: AcceptOptions, requests: readonly AcceptRequest[]): Promise<Accepted[]> {
  const now = options.clock.now();
  const drafts = requests.map((request) => ({ request, id: request.capture?.id ?? newUuid() }));
  const folded = foldTwins(drafts);
  const fresh: NewRun[] = [];
  const answers = await options.sql.transaction(async (sql) => {
    fresh.length = 0;
    const owners = await claimKeys(sql, folded.claims, now);
    const first = firstRuns(drafts, folded.firstOf, owners);
    const parked = await parkedAmong(
      sql,
      [...new Set(first.values())].filter((id) => !isOwn(drafts, id)),
    );
    const captures: CaptureInsert[] = [];
    const moves: KeyClaim[] = [];
    const results = drafts.map((draft): Accepted => {
      const runId = first.get(draft.id) ?? draft.id;
      const duplicate = runId !== draft.id;
      const { capture, captureId } = draft.request;
      if (!duplicate) fresh.push(draft);
      else moves.push(...strayKeys(draft, runId, owners));
      if (capture)
        captures.push(
          duplicate
            ? { capture: { ...capture, outcome: 'duplicate', reason: 'same_id' }, run: runId }
            : { capture, run: null },
        );
      // The first request with this key may have been parked: then there is its capture and no run.
      if (parked.has(runId)) return { runId: null, captureId: runId, duplicate };
      return { runId, captureId: capture?.id ?? captureId, duplicate };
    });
    await repointKeys(sql, moves);
    await insertRuns(sql, fresh);
    await insertCaptures(sql, captures);
    const jobs = fresh.map(({ id, request }) => ({ id, group: request.workspaceId }));
    const inserted = await options.queue.insert(sql, 'run', jobs);
    // pg-boss skips a refused row in silence; a run without its job would never start.
    if (inserted.length !== jobs.length)
      throw new Error(`${jobs.length - inserted.length} queue jobs were not inserted`);
    return results;
  });
  const captures = drafts.flatMap(({ request }) => (request.capture ? [request.capture] : []));
  options.onAccepted(captures);
  return answers;
}

type Draft = { id: string; request: AcceptRequest };
const ownerOf = ({ ingressId, flowId }: AcceptRequest) => ingressId ?? flowId;

/** Equal keys inside one batch: only the first claims, the others join it (a statement cannot touch a row twice). */
function foldTwins(drafts: readonly Draft[]): { claims: KeyClaim[]; firstOf: Map<string, string> } {
  const firstOf = new Map<string, string>();
  const claims: KeyClaim[] = [];
  for (const { id, request } of drafts) {
    const names = request.dedupe.map((key) => claimName(ownerOf(request), key));
    const first = names.map((name) => firstOf.get(name)).find((found) => found !== undefined) ?? id;
    request.dedupe.forEach((key, index) => {
      const name = names[index] as string;
      if (firstOf.has(name)) return;
      firstOf.set(name, first);
      claims.push({ ownerId: ownerOf(request), key, runId: first });
    });
  }
  return { claims, firstOf };
}

const isOwn = (drafts: readonly Draft[], id: string) => drafts.some((draft) => draft.id === id);

function strayKeys({ request }: Draft, runId: string, owners: ReadonlyMap<string, string>): KeyClaim[] {
  const ownerId = ownerOf(request);
  return request.dedupe
    .filter((key) => (owners.get(claimName(ownerId, key)) ?? runId) !== runId)
    .map((key) => ({ ownerId, key, runId }));
}

/** For each request the run it belongs to: its own, or the first one that claimed any of its keys. */
function firstRuns(
  drafts: readonly Draft[],
  firstOf: ReadonlyMap<string, string>,
  owners: ReadonlyMap<string, string>,
): Map<string, string> {
  const first = new Map<string, string>();
  for (const { id, request } of drafts) {
    const found = request.dedupe
      .map((key) => claimName(ownerOf(request), key))
      .map((name) => owners.get(name) ?? firstOf.get(name))
      .find((owner) => owner !== undefined && owner !== id);
    // A twin in the same batch may itself turn out to be a duplicate of an older run.
    first.set(id, found === undefined ? id : (first.get(found) ?? found));
  }
  return first;
}
