import type { Refusal } from '@sista/shared/refusal';
import { nameOf, runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { CaptureRow } from '../accept/accept.types.ts';
import { insertCaptures } from '../capture/insert-captures.ts';
import type { Sql, SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import { waitKinds } from '../run/run.types.ts';
import { wakeRuns } from '../wait/wake-runs.ts';
import type { CallbackPlace } from './callback-key.ts';
import { type AnswerMove, type AnswerPlace, judgeAnswer } from './judge-answer.ts';

export type CallbackShop = {
  sql: SqlPool;
  queue: Pick<Queue, 'insert'>;
  /** Why nothing may be kept at the moment. */
  closed?: () => Refusal | undefined;
  /** Called after the commit with what was kept, and whether it woke the run. */
  onKept: (capture: CaptureRow, woken: boolean) => void;
};

export type CallbackAnswering = { place: CallbackPlace; capture: CaptureRow };

/**
 * `accepted`: the run goes on with it. `duplicate`: it has an answer, `first` is that request (UUID). `ended`: too
 * late, with a sentence for the sender. `busy`: nothing was kept, the sender may try again in a second. `unknown`:
 * there is no such run any more, nothing was kept.
 */
export type CallbackOutcome =
  | { kind: 'accepted' | 'busy' | 'unknown' }
  | { kind: 'duplicate'; first: string }
  | { kind: 'ended'; message: string };

type Done = { outcome: CallbackOutcome; kept: CaptureRow | null };

/**
 * Request, answer and wake in one commit; of any number of requests at once one is the answer. Throws while the
 * database is away or its disk is full; then nothing was kept, and the same request may come again.
 */
export async function answerCallback(
  shop: CallbackShop,
  { place, capture }: CallbackAnswering,
): Promise<CallbackOutcome> {
  const closed = shop.closed?.();
  if (closed) throw closed;
  const done = await shop.sql.transaction(async (sql): Promise<Done> => {
    const found = await lockPlace(sql, place);
    if (!found) return { outcome: { kind: 'unknown' }, kept: null };
    const move = judgeAnswer(found);
    if (move.kind === 'busy') return { outcome: { kind: 'busy' }, kept: null };
    const kept = keptAs(capture, place, move);
    await insertCaptures(sql, [{ capture: kept, run: place.runId }]);
    if (move.kind !== 'accept') return { outcome: move, kept };
    await insertAnswer(sql, place, kept);
    await wakeRuns(sql, shop.queue, [place.runId]);
    return { outcome: { kind: 'accepted' }, kept };
  });
  if (done.kept) shop.onKept(done.kept, done.outcome.kind === 'accepted');
  return done.outcome;
}

type PlaceRow = {
  first: string | null;
  status: number | null;
  wait: number | null;
  timed: boolean;
};

/**
 * Locks the run first: whatever ends a wait (an answer, its timer, a checkpoint) moves the run's row in the same
 * commit, so the second statement sees all of them or none.
 */
async function lockPlace(sql: Sql, { runId, nodeId, path }: CallbackPlace): Promise<AnswerPlace | undefined> {
  const [run] = await sql.query<{ status: number }>(
    'lock-answered-run',
    'select status from engine.run where id = $1 for update',
    [runId],
  );
  if (!run) return undefined;
  const [row] = await sql.query<PlaceRow>(
    'read-answered-step',
    `select s.status, s.wait, t.owner_id is not null as timed,
       (select capture_id from engine.callback where run_id = $1 and node_id = $2 and path = $3 and n = 0) as first
     from (values (1)) as one
     left join lateral (
       select seq, status, wait from engine.step where run_id = $1 and node_id = $2 and path = $3
       order by seq desc limit 1
     ) s on true
     left join engine.timer t on t.owner_id = $1 and t.seq = s.seq and t.kind = $4`,
    [runId, nodeId, path, waitKinds.callback],
  );
  if (!row) throw new Error(`nothing was read of step ${nodeId} of run ${runId}`);
  const { first, status, wait, timed } = row;
  const step =
    status === null
      ? null
      : {
          status: nameOf(stepStatuses, status),
          wait: wait === null ? null : nameOf(waitKinds, wait),
          timed,
        };
  return { run: nameOf(runStatuses, run.status), first, step };
}

function keptAs(capture: CaptureRow, place: CallbackPlace, move: AnswerMove): CaptureRow {
  const about = (first: string | null, explanation: string | null) => ({
    ...capture.meta,
    explanation,
    callback: { ...place, first },
  });
  if (move.kind === 'duplicate') {
    const meta = about(move.first, 'This step had its answer already; the first one counts.');
    return { ...capture, outcome: 'duplicate', reason: 'already_answered', meta };
  }
  if (move.kind === 'ended')
    return { ...capture, outcome: 'refused', reason: 'run_ended', meta: about(null, move.message) };
  return { ...capture, outcome: 'accepted', reason: null, meta: about(null, 'The run went on with it.') };
}

async function insertAnswer(sql: Sql, { runId, nodeId, path }: CallbackPlace, capture: CaptureRow) {
  await sql.query(
    'insert-callback',
    `insert into engine.callback (run_id, node_id, path, n, capture_id, received_at) values ($1, $2, $3, 0, $4, $5)`,
    [runId, nodeId, path, capture.id, new Date(capture.receivedAtMs)],
  );
}
