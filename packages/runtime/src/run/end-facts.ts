import type { CustomFact, Fact } from '../event/render-event.ts';
import { scheduledRunFacts } from '../schedule/scheduled-run-facts.ts';
import type { ActiveRun, RunShop } from './activation.types.ts';
import { runCompletedFact, runFailedFact } from './run-facts.ts';
import { failureOf, type Move } from './run-move.ts';
import { runOutput } from './run-output.ts';

/** What the end of a run tells its subscribers. Tests tell nobody. */
export async function endFacts(shop: RunShop, active: ActiveRun, move: Move): Promise<(Fact | CustomFact)[]> {
  const { endedAtMs } = move;
  if (endedAtMs === undefined || active.row.mode === 'test') return [];
  if (move.status === 'failed') {
    const failure = failureOf(active, move) ?? {
      nodeId: undefined,
      attempt: 1,
      error: { code: 'failed', message: 'The run failed.' },
    };
    return [
      runFailedFact(active, failure, endedAtMs, shop.publicUrl),
      ...scheduledRunFacts(active, { status: 'failed', ...failure, endedAtMs }, shop.publicUrl),
    ];
  }
  const output = () => runOutput(active.version.plan, active.steps);
  const scheduled = scheduledRunFacts(active, { status: 'succeeded', output, endedAtMs }, shop.publicUrl);
  if (!(await shop.emitter.isWanted(shop.sql, active.row.workspaceId, 'run.completed', shop.clock.now())))
    return scheduled;
  return [runCompletedFact(active, output(), endedAtMs, shop.publicUrl), ...scheduled];
}
