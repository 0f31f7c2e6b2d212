import type { Sql, SqlPool } from '../db/sql.ts';
import type { Queue } from '../queue/boss.ts';
import { nextWork } from './claim-due.ts';
import type { LineState } from './line-state.ts';
import { keepLineStates } from './settle-sql.ts';
import { lineTimerKind } from './take-line.ts';

export type EndingLine = {
  endpointId: string;
  workspaceId: string | undefined;
  epoch: number;
  state: LineState;
  /** Nothing but last tries before this time. */
  heldUntil: number | undefined;
  /** This process stops: what is due now goes back to the queue for another. */
  giveAway: boolean;
};

/**
 * Deletes the line's queue job and sets its timer for what is due later, in one commit. `still_due`: something is due
 * now and nothing was changed. The job goes first: whoever makes something due meanwhile waits for this commit and
 * then inserts a new job.
 */
export async function endLine(
  pool: SqlPool,
  queue: Pick<Queue, 'insert' | 'remove'>,
  line: EndingLine,
  now: number,
): Promise<'ended' | 'lost' | 'still_due'> {
  try {
    return await pool.transaction(async (sql) => {
      const kept = await keepLineStates(sql, [line]);
      if (kept.size === 0) return 'lost';
      await queue.remove(sql, 'deliver', [line.endpointId]);
      const next = await nextWork(sql, line.endpointId, line.heldUntil);
      if (next === undefined) return 'ended';
      if (next > now) await setLineTimer(sql, line, next);
      else if (line.giveAway) await queue.insert(sql, 'deliver', [jobOf(line)]);
      else throw new StillDue();
      return 'ended';
    });
  } catch (error) {
    if (error instanceof StillDue) return 'still_due';
    throw error;
  }
}

/** Rolls the end of a line back. */
class StillDue extends Error {}

const jobOf = ({ endpointId, workspaceId }: EndingLine) =>
  workspaceId === undefined ? { id: endpointId } : { id: endpointId, group: workspaceId };

async function setLineTimer(sql: Sql, line: EndingLine, at: number): Promise<void> {
  await sql.query(
    'set-line-timer',
    `insert into engine.timer (owner_id, seq, kind, due_at, workspace_id) values ($1, 0, $2, $3, $4)
     on conflict (owner_id, seq, kind) do update set due_at = excluded.due_at`,
    [line.endpointId, lineTimerKind, new Date(at), line.workspaceId ?? line.endpointId],
  );
}
