import { effectStates, stepStatuses } from '@sista/shared/run/run-status';
import type { ActiveRun, ActiveStep, RunShop } from '../run/activation.types.ts';
import { type Decision, waitKinds } from '../run/run.types.ts';

/**
 * What an activation learnt that lost its run (to a takeover, to a cancellation) while a request of its was out: the
 * answer counts. It goes into the row of a step that does not know what came of its effect, without the gate, and it
 * closes the question to a person.
 */
export async function noteLateAnswers(shop: RunShop, active: ActiveRun): Promise<void> {
  const answered = [...active.dirty].filter(
    ({ effect, status }) => effect === 'done' && status === 'succeeded',
  );
  for (const step of answered) {
    if (await answerDoubt(shop, active, step)) continue;
    await shop.sql.query(
      'note-late-answer',
      `update engine.step set effect = $4, output = coalesce(output, $5::json)
       where run_id = $1 and seq = $2 and node_id = $3 and status = $6 and effect = any($7::smallint[])`,
      [
        active.row.id,
        step.seq,
        step.nodeId,
        effectStates.done,
        JSON.stringify(step.output),
        stepStatuses.cancelled,
        [effectStates.sent, effectStates.unknown],
      ],
    );
  }
}

/** True where the step waited for somebody to say what happened. */
async function answerDoubt(shop: RunShop, active: ActiveRun, step: ActiveStep): Promise<boolean> {
  const decision: Decision = {
    decision: 'done',
    output: step.output,
    by: 'late answer',
    at: new Date(shop.clock.now()).toISOString(),
  };
  const rows = await shop.sql.query(
    'answer-doubt',
    `update engine.step set meta = (coalesce(meta, '{}')::jsonb || jsonb_build_object('decision', $4::jsonb))::json
     where run_id = $1 and seq = $2 and node_id = $3 and status = $5 and wait = $6 and meta->'decision' is null
     returning seq`,
    [
      active.row.id,
      step.seq,
      step.nodeId,
      JSON.stringify(decision),
      stepStatuses.waiting,
      waitKinds.in_doubt,
    ],
  );
  if (rows.length > 0) await shop.wake(active.row.id);
  return rows.length > 0;
}
