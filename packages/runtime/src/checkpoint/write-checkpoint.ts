import { runStatuses, stepStatuses } from '@sista/shared/run/run-status';
import type { ActiveRun, RunShop } from '../run/activation.types.ts';
import type { Checkpoint, CheckpointResult } from './checkpoint.ts';

const againMs = 250;

/**
 * Writes a checkpoint, through an outage too: what an activation did is worth waiting for a database that comes back.
 * Where nobody could say whether the commit happened, its rows tell. Throws what is no outage, and when the
 * activation is aborted meanwhile.
 */
export async function writeCheckpoint(
  shop: RunShop,
  active: ActiveRun,
  checkpoint: Checkpoint,
): Promise<CheckpointResult> {
  for (;;) {
    try {
      return await shop.checkpoints.write(checkpoint);
    } catch (error) {
      if (active.signal.aborted || !shop.isOutage(error)) throw error;
    }
    await shop.clock.sleep(againMs, active.signal);
    if (await isWritten(shop, checkpoint).catch(() => false)) return 'passed';
  }
}

/** All of a checkpoint is there or nothing of it: its run row and one of its steps tell. */
async function isWritten({ sql }: RunShop, checkpoint: Checkpoint): Promise<boolean> {
  const { runId, epochAfter, stepsAfter, status } = checkpoint;
  const step = checkpoint.newSteps[0] ?? checkpoint.changedSteps[0];
  const rows = await sql.query(
    'is-checkpoint-written',
    `select 1 from engine.run r where r.id = $1 and r.epoch = $2 and r.steps = $3 and r.status = $4
       and ($5::int is null or exists (select from engine.step s
         where s.run_id = r.id and s.seq = $5 and s.status = $6 and s.attempt = $7))`,
    [
      runId,
      epochAfter,
      stepsAfter,
      runStatuses[status],
      step?.seq ?? null,
      step ? stepStatuses[step.status] : null,
      step?.attempt ?? null,
    ],
  );
  return rows.length > 0;
}
